-- What happened, seen or done. Append-only; its id orders the live stream and is what a reader resumes from.
create table event (
    id           bigserial primary key,
    at           timestamptz not null,
    kind         text not null,
    severity     text not null check (severity in ('INFO', 'WARNING', 'ALARM')),
    subject_type text not null,
    subject_id   uuid,
    subject_name text,
    text         text not null,
    facts        jsonb not null default '{}'
);
create index event_subject on event (subject_type, subject_id, id desc);
create index event_at on event (at desc);

-- What somebody should know of now. One row per rule and subject while it lasts; rows that are cleared are the history.
create table alarm (
    id              uuid primary key,
    rule            text not null,
    subject_key     text not null,
    subject_type    text not null,
    subject_id      uuid,
    subject_name    text not null,
    pool_id         uuid,
    severity        text not null check (severity in ('WARNING', 'CRITICAL')),
    state           text not null check (state in ('RAISED', 'ACKNOWLEDGED', 'CLEARED')),
    text            text not null,
    next            text not null,
    value           double precision,
    parts           jsonb not null default '[]',
    since           timestamptz not null,
    raised_at       timestamptz not null,
    last_seen_at    timestamptz not null,
    absent_since    timestamptz,
    cleared_at      timestamptz,
    flaps           int not null default 0,
    acknowledged_at timestamptz,
    acknowledged_by text,
    note            text,
    -- What people were told of it last; null for nothing yet.
    told            text check (told in ('WARNING', 'CRITICAL')),
    told_at         timestamptz,
    version         bigint not null default 0
);
create unique index alarm_open on alarm (rule, subject_key) where state <> 'CLEARED';
create index alarm_raised on alarm (raised_at desc);
create index alarm_cleared on alarm (cleared_at) where state = 'CLEARED';
create index alarm_subject on alarm (subject_id) where state <> 'CLEARED';

-- A state that would be an alarm, but hasn't lasted long enough.
create table alarm_pending (
    rule        text not null,
    subject_key text not null,
    since       timestamptz not null,
    primary key (rule, subject_key)
);

-- What happened to an alarm, in order.
create table alarm_entry (
    id       bigint generated always as identity primary key,
    alarm_id uuid not null references alarm (id) on delete cascade,
    at       timestamptz not null,
    kind     text not null,
    text     text not null,
    who      text
);
create index alarm_entry_alarm on alarm_entry (alarm_id, id);

-- Rules as somebody set them; a rule without a row is as it is built in.
create table alarm_rule (
    rule          text primary key,
    enabled       boolean not null,
    severity      text not null check (severity in ('WARNING', 'CRITICAL')),
    warning       int,
    critical      int,
    after_seconds int not null,
    version       bigint not null default 1,
    changed_at    timestamptz not null,
    changed_by    text not null
);

-- Alarms that nobody wants to be told of for a while. Always with an end.
create table silence (
    id           uuid primary key,
    rule         text,
    subject_key  text,
    subject_name text,
    words        text,
    reason       text not null,
    starts_at    timestamptz not null,
    ends_at      timestamptz not null,
    made_by      text not null,
    ended_by     text
);
create index silence_ends on silence (ends_at);

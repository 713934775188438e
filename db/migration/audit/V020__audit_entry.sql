-- Who asked for what, and what came of it. Entries are added, and never changed or removed.
create table audit_entry (
    id           bigint generated always as identity primary key,
    at           timestamptz not null,
    -- Null for someone who is no user: a sign-in with a login that nobody has.
    actor_id     uuid,
    actor_name   text not null,
    address      text,
    action       text not null,
    subject_type text not null,
    subject_id   uuid,
    subject_name text,
    result       text not null check (result in ('DONE', 'STARTED', 'REFUSED', 'FAILED')),
    detail       jsonb not null default '{}'
);

create index audit_entry_subject on audit_entry (subject_type, subject_id, id);
create index audit_entry_actor on audit_entry (actor_id, id);

create function refuse_change_of_audit() returns trigger language plpgsql as $$
begin
    raise exception 'The audit journal is append-only.';
end;
$$;

create trigger audit_entry_append_only before update or delete on audit_entry
    for each row execute function refuse_change_of_audit();

create trigger audit_entry_no_truncate before truncate on audit_entry
    for each statement execute function refuse_change_of_audit();

-- One durable piece of work. 'what' is here; Quartz is only 'when'.
create table task (
    id              uuid primary key,
    kind            text not null,
    title           text not null,
    subject_type    text not null,
    subject_id      uuid,
    subject_name    text,
    exclusive_key   text,
    urgent          boolean not null default false,
    state           text not null check (state in ('QUEUED', 'WAITING', 'RUNNING', 'CANCELLING', 'SUCCEEDED', 'FAILED', 'CANCELLED')),
    step            int not null default 0,
    step_title      text,
    steps           int not null default 0,
    progress        int not null default 0 check (progress between 0 and 100),
    payload         jsonb not null default '{}',
    result          jsonb,
    attempt         int not null default 0,
    due_at          timestamptz not null,
    lease_owner     text,
    lease_until     timestamptz,
    version         bigint not null default 0,
    requested_by    uuid,
    requester_name  text not null,
    requested_at    timestamptz not null,
    started_at      timestamptz,
    finished_at     timestamptz,
    undoing         boolean not null default false,
    failure         text,
    failure_next    text
);
-- One exclusive task per thing: a fact of the database.
create unique index task_exclusive on task (exclusive_key)
    where exclusive_key is not null and state in ('QUEUED', 'WAITING', 'RUNNING', 'CANCELLING');
create index task_due on task (urgent desc, due_at) where state in ('QUEUED', 'WAITING', 'RUNNING', 'CANCELLING');
create index task_recent on task (requested_at desc);
create index task_subject on task (subject_type, subject_id, requested_at desc);

create table task_log (
    id      bigserial primary key,
    task_id uuid not null references task (id) on delete cascade,
    at      timestamptz not null,
    level   text not null check (level in ('INFO', 'WARNING', 'ERROR')),
    text    text not null
);
create index task_log_task on task_log (task_id, id);

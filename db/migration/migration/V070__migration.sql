-- Each move of a VM from host to host, with its figures.
create table migration (
    id           uuid primary key,
    vm_id        uuid not null references vm (id) on delete cascade,
    vm_name      text not null,
    source_id    uuid references host (id) on delete set null,
    source_name  text not null,
    target_id    uuid references host (id) on delete set null,
    target_name  text not null,
    why          text not null,
    state        text not null check (state in ('REQUESTED', 'PREPARED', 'TRANSFERRING', 'SWITCHED', 'COMPLETED',
                                                'ROLLED_BACK', 'NEEDS_OPERATOR')),
    task_id      uuid not null,
    requested_by text not null,
    requested_at timestamptz not null,
    ended_at     timestamptz,
    total_millis bigint,
    pause_millis bigint,
    moved_bytes  bigint,
    failure      text
);
create index migration_vm on migration (vm_id, requested_at desc);
create index migration_requested on migration (requested_at desc);

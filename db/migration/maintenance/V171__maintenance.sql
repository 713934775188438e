-- Maintenance: one host that is held until somebody ends it, or several one after the other.
create table maintenance_job (
    id             uuid primary key,
    pool_id        uuid not null references pool (id) on delete cascade,
    pool_name      text not null,
    title          text not null,
    rolling        boolean not null,
    state          text not null check (state in ('RUNNING', 'PAUSED', 'STOPPED', 'HELD', 'COMPLETED', 'FAILED', 'CANCELLED')),
    reason         text not null,
    parallel       integer not null check (parallel between 1 and 16),
    bring_back     boolean not null,
    command        text,
    command_seconds integer not null check (command_seconds between 1 and 86400),
    reboot         text not null check (reboot in ('NONE', 'COMMAND', 'POWER')),
    must_end_by    timestamptz,
    failure        text,
    failure_next   text,
    requested_by   text not null,
    requested_at   timestamptz not null,
    ended_at       timestamptz,
    task_id        uuid
);
create index maintenance_job_requested on maintenance_job (requested_at desc);
create index maintenance_job_pool on maintenance_job (pool_id);

create table maintenance_host (
    job_id           uuid not null references maintenance_job (id) on delete cascade,
    host_id          uuid not null references host (id) on delete cascade,
    host_name        text not null,
    position         integer not null,
    phase            text not null check (phase in ('WAITING', 'EMPTYING', 'IN_MAINTENANCE', 'COMMAND', 'REBOOTING',
                                                    'RETURNING', 'COMPLETED', 'FAILED', 'SKIPPED', 'CANCELLED')),
    phase_since      timestamptz not null,
    began_at         timestamptz,
    ended_at         timestamptz,
    task_id          uuid,
    predicted_millis bigint,
    stuck_since      timestamptz,
    failed_phase     text,
    failure          text,
    failure_next     text,
    output           text,
    exit_status      integer,
    reach_before     jsonb,
    primary key (job_id, host_id)
);
create index maintenance_host_host on maintenance_host (host_id);

create table maintenance_vm (
    job_id           uuid not null,
    host_id          uuid not null,
    vm_id            uuid not null references vm (id) on delete cascade,
    vm_name          text not null,
    memory_bytes     bigint not null,
    choice           text not null check (choice in ('MOVE', 'RESUME_AND_MOVE', 'SHUT_DOWN', 'LEAVE_OFF')),
    target_id        uuid,
    target_name      text,
    why              text,
    state            text not null check (state in ('WAITING', 'MOVING', 'STOPPING', 'RESUMING', 'MOVED', 'OFF', 'GONE',
                                                    'BLOCKED', 'RETURNING', 'BACK', 'STAYS')),
    attempts         integer not null default 0,
    not_before       timestamptz,
    problem          text,
    problem_next     text,
    predicted_millis bigint,
    began_at         timestamptz,
    ended_at         timestamptz,
    task_id          uuid,
    pause_millis     bigint,
    primary key (job_id, host_id, vm_id),
    foreign key (job_id, host_id) references maintenance_host (job_id, host_id) on delete cascade
);
create index maintenance_vm_vm on maintenance_vm (vm_id);

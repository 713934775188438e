-- When maintenance may be done, announced before it begins; a planned job runs inside.
create table maintenance_window (
    id            uuid primary key,
    pool_id       uuid not null references pool (id) on delete cascade,
    title         text not null,
    hosts         uuid[] not null,
    zone          text not null,
    first_date    date not null,
    at_time       time not null,
    minutes       integer not null check (minutes between 5 and 10080),
    repeats       text not null check (repeats in ('ONCE', 'WEEKLY', 'MONTHLY')),
    weekdays      integer[] not null,
    week_of_month integer check (week_of_month between 1 and 5),
    last_date     date,
    plan          jsonb,
    made_by       text not null,
    made_at       timestamptz not null,
    told_for      timestamptz,
    run_for       timestamptz,
    job_id        uuid references maintenance_job (id) on delete set null
);
create index maintenance_window_pool on maintenance_window (pool_id);

-- The windows of each host around now, worked out: alarms of the host are silent in them, and downtime is planned.
create table maintenance_quiet (
    window_id uuid not null references maintenance_window (id) on delete cascade,
    host_id   uuid not null references host (id) on delete cascade,
    title     text not null,
    from_at   timestamptz not null,
    until_at  timestamptz not null,
    primary key (window_id, host_id, from_at)
);
create index maintenance_quiet_host on maintenance_quiet (host_id, from_at);

alter table maintenance_job add column out_of_time boolean not null default false;

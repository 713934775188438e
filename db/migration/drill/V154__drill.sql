-- Rehearsed failures: what was checked, what came of it, and when the next one is due. Kept for ever.
create table drill (
    id           uuid primary key,
    kind         text not null check (kind in ('READINESS', 'CANARY')),
    pool_id      uuid references pool (id) on delete set null,
    pool_name    text not null,
    host_id      uuid references host (id) on delete set null,
    host_name    text,
    failover_id  uuid,
    state        text not null check (state in ('RUNNING', 'PASSED', 'FAILED', 'STOPPED')),
    summary      text not null,
    requested_by text not null,
    started_at   timestamptz not null,
    ended_at     timestamptz
);
create index drill_started on drill (started_at desc);
-- Never two hosts at once.
create unique index drill_one_canary on drill (kind) where kind = 'CANARY' and state = 'RUNNING';

create table drill_check (
    id          bigint generated always as identity primary key,
    drill_id    uuid not null references drill (id) on delete cascade,
    name        text not null,
    subject     text not null,
    outcome     text not null check (outcome in ('PASSED', 'WARNING', 'FAILED')),
    finding     text not null,
    advice      text,
    took_millis bigint not null
);
create index drill_check_drill on drill_check (drill_id, id);

create table drill_schedule (
    id          uuid primary key,
    kind        text not null check (kind in ('READINESS', 'CANARY')),
    pool_id     uuid not null references pool (id) on delete cascade,
    host_id     uuid references host (id) on delete cascade,
    template_id uuid,
    cron        text not null,
    zone        text not null,
    run_after   timestamptz not null,
    made_by     text not null
);
create index drill_schedule_pool on drill_schedule (pool_id);

-- Figures of all VMs of a pool by days of the business's calendar, so that no page works out a year. Made from facts and
-- ledger by the recurring work; may be emptied at any time.
create table uptime_day (
    pool_id       uuid not null,
    day           date not null,
    wanted_ms     bigint not null,
    unobserved_ms bigint not null,
    excluded_ms   bigint not null,
    down_ms       jsonb not null,
    primary key (pool_id, day)
);

-- From when on sums are old. One row per finding; they are taken together.
create table uptime_day_stale (
    id      bigint generated always as identity primary key,
    from_at timestamptz not null
);

-- In which time zone, and until when, the sums were made.
create table uptime_day_made (
    id       int primary key check (id = 1),
    zone     text not null,
    until_at timestamptz
);

-- How live migrations of a pool are done; a pool without a row has the defaults.
create table migration_policy (
    pool_id        uuid primary key references pool (id) on delete cascade,
    pause_millis   int not null check (pause_millis between 50 and 60000),
    auto_converge  boolean not null,
    post_copy      boolean not null,
    bandwidth_mibps int not null check (bandwidth_mibps between 0 and 1000000),
    at_once        int not null check (at_once between 1 and 32),
    bound_minutes  int not null check (bound_minutes between 1 and 1440),
    version        bigint not null default 0
);

-- How much memory each VM was last seen to write.
create table vm_dirty_rate (
    vm_id            uuid primary key references vm (id) on delete cascade,
    bytes_per_second bigint not null,
    measured_at      timestamptz not null
);

alter table migration
    -- What was allowed.
    add column budget_millis   int,
    add column auto_converge   boolean not null default false,
    add column post_copy       boolean not null default false,
    add column bandwidth_mibps int not null default 0,
    -- Its turn.
    add column admitted_at timestamptz,
    add column waits_for   text,
    -- What was expected.
    add column expected_ending      text,
    add column expected_total       bigint,
    add column expected_total_least bigint,
    add column expected_total_most  bigint,
    add column expected_pause       bigint,
    add column expected_pause_least bigint,
    add column expected_pause_most  bigint,
    add column expected_dirty       bigint,
    add column expected_dirty_origin text,
    add column expected_link        bigint,
    add column expected_link_origin text,
    -- How it goes, and went.
    add column percent          int,
    add column round            int,
    add column remaining_bytes  bigint,
    add column bytes_per_second bigint,
    add column dirty_rate       bigint,
    add column throttle         int,
    add column went_over        boolean not null default false,
    add column ending           text;
create index migration_running on migration (source_id, target_id) where ended_at is null;
create index migration_ways on migration (source_id, target_id, ended_at desc) where state = 'COMPLETED';

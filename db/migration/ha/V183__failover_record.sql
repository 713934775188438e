-- What a failover was measured by, kept when its host, its VMs and its pool are long gone.
alter table failover add column pool_name text;
alter table failover add column drill boolean not null default false;
alter table failover add column last_running_at timestamptz;
alter table failover add column predicted_at timestamptz;
alter table failover add column goal_seconds int;
update failover f set pool_name = p.name from pool p where p.id = f.pool_id;
update failover f set last_running_at = (select max(running_at) from failover_vm v where v.failover_id = f.id)
    where f.state = 'DONE';

alter table failover_vm add column started_at timestamptz;
alter table failover_vm add column ready_at timestamptz;
alter table failover_vm add column attempts int not null default 0;
alter table failover_vm add column next_attempt_at timestamptz;

-- What the failover plan said at the moment in which the host fell under suspicion.
create table failover_prediction (
    failover_id uuid not null references failover (id) on delete cascade,
    vm_id       uuid not null,
    vm_name     text not null,
    target_name text,
    why         text not null,
    -- From the host's last answer until the VM runs; null where it had no place.
    seconds     double precision,
    primary key (failover_id, vm_id)
);

-- The facts that a decision was made on, as they were known then.
create table failover_fact (
    id          bigint generated always as identity primary key,
    failover_id uuid not null references failover (id) on delete cascade,
    at          timestamptz not null,
    stage       text not null,
    facts       jsonb not null
);
create index failover_fact_failover on failover_fact (failover_id, id);

-- Within how many seconds of a host's last answer all its protected VMs are to run again.
create table rto_goal (
    pool_id    uuid primary key references pool (id) on delete cascade,
    seconds    int not null check (seconds between 1 and 86400),
    changed_at timestamptz not null,
    changed_by text not null
);

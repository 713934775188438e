-- How many hosts a pool is to tolerate the loss of, and what is said to an action that would break it.
create table pool_policy (
    pool_id    uuid primary key references pool (id) on delete cascade,
    failures   int not null default 1 check (failures between 0 and 8),
    admission  text not null default 'WARN' check (admission in ('OFF', 'WARN', 'REFUSE')),
    changed_at timestamptz not null,
    changed_by text not null
);

-- The failover plan of each pool as it was worked out last.
create table pool_plan (
    pool_id    uuid primary key references pool (id) on delete cascade,
    made_at    timestamptz not null,
    took_ms    int not null,
    hosts      int not null,
    vms        int not null,
    failures   int not null,
    answer     text not null check (answer in ('SURVIVES', 'LEAVES_OUT', 'UNPROVEN')),
    looked     int not null,
    broken     int not null,
    remedies   text[] not null
);

create table pool_plan_case (
    pool_id      uuid not null references pool_plan (pool_id) on delete cascade,
    position     int not null,
    kind         text not null check (kind in ('HOST', 'GROUP', 'SEVERAL')),
    label        text not null,
    lost         uuid[] not null,
    exact        boolean not null,
    moves        int not null,
    left_out     int not null,
    at_least     int not null,
    best_effort  int not null,
    last_seconds double precision not null,
    names        text[] not null,
    recovery     jsonb not null,
    seconds      jsonb not null,
    primary key (pool_id, position)
);

-- Pools of which something has changed since their plan was made. Only ever inserted into and emptied: nobody waits.
create table pool_plan_touch (
    id      bigserial primary key,
    pool_id uuid not null references pool (id) on delete cascade
);

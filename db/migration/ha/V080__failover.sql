-- Who leads high availability: one replica at a time, each term with a number of its own that every decision carries.
create table ha_lease (
    id    int primary key check (id = 1),
    epoch bigint not null,
    owner text,
    until timestamptz not null
);
insert into ha_lease (id, epoch, owner, until) values (1, 0, null, now());

-- The recovery of one lost host's VMs, kept for ever.
create table failover (
    id            uuid primary key,
    host_id       uuid references host (id) on delete set null,
    host_name     text not null,
    pool_id       uuid references pool (id) on delete set null,
    epoch         bigint not null,
    state         text not null check (state in ('PROVING', 'FENCING', 'WAITING', 'RECOVERING', 'DONE', 'DISMISSED')),
    cause         text not null,
    advice        text,
    silent_at     timestamptz,
    suspected_at  timestamptz not null,
    proven_at     timestamptz,
    proof         text check (proof in ('POWER_SEEN_OFF', 'FENCED', 'LEASE_EXPIRED', 'OPERATOR')),
    proof_text    text,
    placed_at     timestamptz,
    first_running_at timestamptz,
    ended_at      timestamptz
);
create unique index failover_open on failover (host_id) where ended_at is null;
create index failover_suspected on failover (suspected_at desc);

-- What was seen and decided, in order, each with the facts known then.
create table failover_stage (
    id          bigserial primary key,
    failover_id uuid not null references failover (id) on delete cascade,
    at          timestamptz not null,
    stage       text not null,
    text        text not null
);
create index failover_stage_failover on failover_stage (failover_id, id);

create table failover_vm (
    failover_id uuid not null references failover (id) on delete cascade,
    vm_id       uuid not null,
    vm_name     text not null,
    protection  text not null,
    priority    int not null,
    place       int not null,
    target_id   uuid,
    target_name text,
    why         text,
    state       text not null check (state in ('PLACED', 'LEFT_OUT', 'RUNNING', 'OFF')),
    placed_at   timestamptz,
    running_at  timestamptz,
    primary key (failover_id, vm_id)
);

-- Pools of hosts, the hosts, and what can switch them off.
create table pool (
    id         uuid primary key,
    name       text not null,
    note       text not null default '',
    created_at timestamptz not null,
    version    bigint not null default 0
);
create unique index pool_name on pool (lower(name));

create table host (
    id                 uuid primary key,
    pool_id            uuid not null references pool (id),
    name               text not null,
    uri                text not null,
    username           text,
    locked_password    text,
    locked_ssh_key     text,
    state              text not null check (state in ('CONNECTING', 'UP', 'SUSPECT', 'LOST', 'FENCING', 'FENCED', 'MAINTENANCE')),
    state_since        timestamptz not null,
    problem            text,
    seen_at            timestamptz,
    identity           uuid not null,
    hostname           text not null,
    hypervisor         text not null,
    hypervisor_version text not null,
    manager_version    text not null,
    cpus               int not null,
    memory_bytes       bigint not null,
    architecture       text not null,
    cpu_model          text not null,
    accelerated        boolean not null,
    memory_free_bytes  bigint not null default -1,
    cpu_busy           double precision,
    figures_at         timestamptz,
    created_at         timestamptz not null,
    version            bigint not null default 0
);
create unique index host_name on host (lower(name));
create unique index host_uri on host (uri);
create unique index host_identity on host (identity);
create index host_pool on host (pool_id);

-- What can switch a host off and prove it, in the order in which it is tried.
create table fence_device (
    id            uuid primary key,
    host_id       uuid not null references host (id) on delete cascade,
    position      int not null,
    agent         text not null,
    params        jsonb not null default '{}',
    locked_params text,
    checked_at    timestamptz,
    ready         boolean,
    finding       text,
    power_seen    text,
    unique (host_id, position)
);

-- Which replica hears which host, so that one replica's bad network is not taken for a dead host.
create table node (
    id         text primary key,
    name       text not null,
    started_at timestamptz not null,
    seen_at    timestamptz not null
);
create table host_sight (
    host_id   uuid not null references host (id) on delete cascade,
    node_id   text not null references node (id) on delete cascade,
    answering boolean not null,
    since     timestamptz not null,
    primary key (host_id, node_id)
);

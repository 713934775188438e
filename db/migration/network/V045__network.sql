-- Named connections that the hosts of a pool offer, and the addresses given out on them.
create table network (
    id            uuid primary key,
    pool_id       uuid not null references pool (id) on delete cascade,
    name          text not null,
    kind          text not null,
    bridge        text,
    first_address inet,
    last_address  inet,
    prefix_length int,
    gateway       inet,
    created_at    timestamptz not null,
    unique (pool_id, name)
);
create table network_host (
    network_id uuid not null references network (id) on delete cascade,
    host_id    uuid not null references host (id) on delete cascade,
    active     boolean not null,
    seen_at    timestamptz not null,
    primary key (network_id, host_id)
);
create index network_host_host on network_host (host_id);

create table network_address (
    network_id uuid not null references network (id) on delete cascade,
    address    inet not null,
    owner      uuid not null,
    primary key (network_id, address)
);
create index network_address_owner on network_address (owner);

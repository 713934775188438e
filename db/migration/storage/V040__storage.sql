-- Where volumes live, which host reaches it, and what lies in it: all as seen by the collector.
create table datastore (
    id         uuid primary key,
    pool_id    uuid not null references pool (id) on delete cascade,
    name       text not null,
    kind       text not null,
    identity   text not null,
    remote     boolean not null,
    created_at timestamptz not null,
    unique (pool_id, identity)
);
create table datastore_host (
    datastore_id   uuid not null references datastore (id) on delete cascade,
    host_id        uuid not null references host (id) on delete cascade,
    name           text not null,
    path           text,
    active         boolean not null,
    capacity_bytes bigint not null,
    free_bytes     bigint not null,
    seen_at        timestamptz not null,
    primary key (datastore_id, host_id)
);
create index datastore_host_host on datastore_host (host_id);

create table volume (
    id               uuid primary key,
    datastore_id     uuid not null references datastore (id) on delete cascade,
    name             text not null,
    path             text not null,
    format           text not null,
    capacity_bytes   bigint not null,
    allocation_bytes bigint not null,
    backing          text,
    seen_at          timestamptz not null,
    unique (datastore_id, name)
);
create index volume_path on volume (path);

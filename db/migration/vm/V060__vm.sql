-- VMs. 'state' is what Everup intends and does; 'power_seen' is what a host last said. Only the reconciler compares them.
create table vm (
    id               uuid primary key,
    pool_id          uuid not null references pool (id),
    host_id          uuid references host (id),
    template_id      uuid references template (id) on delete set null,
    name             text not null,
    note             text not null default '',
    state            text not null check (state in ('PROVISIONING', 'STOPPED', 'STARTING', 'RUNNING', 'PAUSED', 'STOPPING',
                                                    'MIGRATING', 'RECOVERING', 'DELETING', 'DELETED', 'FAULTED')),
    state_since      timestamptz not null,
    problem          text,
    wanted_on        boolean not null,
    adopted          boolean not null,
    cpus             int not null,
    memory_bytes     bigint not null,
    cpu_model        text,
    accelerated      boolean not null,
    kernel           text,
    initrd           text,
    command_line     text,
    definition       text,
    protection       text not null default 'OFF' check (protection in ('PROTECTED', 'BEST_EFFORT', 'OFF')),
    priority         int not null default 50 check (priority between 0 and 100),
    power_seen       text not null default 'UNKNOWN',
    power_reason     text not null default 'NONE',
    seen_at          timestamptz,
    seen_host_id     uuid,
    console_kind     text,
    console_address  text,
    console_port     int,
    cpu_use          double precision,
    resident_bytes   bigint not null default -1,
    disk_rate        double precision,
    net_rate         double precision,
    figures_at       timestamptz,
    created_at       timestamptz not null,
    version          bigint not null default 0
);
create unique index vm_name on vm (pool_id, lower(name)) where state <> 'DELETED';
create index vm_host on vm (host_id);
create index vm_state on vm (state);

create table vm_disk (
    vm_id     uuid not null references vm (id) on delete cascade,
    target    text not null,
    volume_id uuid references volume (id) on delete set null,
    datastore_id uuid references datastore (id) on delete set null,
    path      text,
    format    text not null,
    bus       text not null,
    cdrom     boolean not null default false,
    read_only boolean not null default false,
    owned     boolean not null default false,
    primary key (vm_id, target)
);
create index vm_disk_volume on vm_disk (volume_id);

create table vm_nic (
    vm_id        uuid not null references vm (id) on delete cascade,
    position     int not null,
    mac          text not null,
    network_id   uuid references network (id) on delete set null,
    network_name text not null,
    model        text not null,
    address      text,
    primary key (vm_id, position)
);
create index vm_nic_mac on vm_nic (mac);

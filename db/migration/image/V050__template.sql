-- Versioned machine images, ready to deploy.
create table template (
    id             uuid primary key,
    pool_id        uuid not null references pool (id) on delete cascade,
    name           text not null,
    revision       int not null,
    note           text not null default '',
    cpus           int not null,
    memory_bytes   bigint not null,
    cpu_model      text,
    kernel         text,
    initrd         text,
    command_line   text,
    network_id     uuid references network (id) on delete set null,
    created_at     timestamptz not null,
    created_by     text not null,
    retired_at     timestamptz,
    version        bigint not null default 0
);
create unique index template_name on template (pool_id, lower(name), revision);

create table template_disk (
    template_id uuid not null references template (id) on delete cascade,
    position    int not null,
    volume_id   uuid not null references volume (id),
    bus         text not null,
    primary key (template_id, position)
);

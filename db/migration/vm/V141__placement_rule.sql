-- What people want of the places of VMs: together, apart, on these hosts, not on these. A wish is a rule without 'must'.
create table placement_rule (
    id         uuid primary key,
    pool_id    uuid not null references pool (id) on delete cascade,
    name       text not null,
    kind       text not null check (kind in ('TOGETHER', 'APART', 'ON_HOSTS', 'NOT_ON_HOSTS')),
    must       boolean not null,
    revision   bigint not null default 0,
    changed_at timestamptz not null,
    changed_by text not null
);
create unique index placement_rule_name on placement_rule (pool_id, lower(name));

create table placement_rule_vm (
    rule_id uuid not null references placement_rule (id) on delete cascade,
    vm_id   uuid not null references vm (id) on delete cascade,
    primary key (rule_id, vm_id)
);
create index placement_rule_vm_vm on placement_rule_vm (vm_id);

create table placement_rule_host (
    rule_id uuid not null references placement_rule (id) on delete cascade,
    host_id uuid not null references host (id) on delete cascade,
    primary key (rule_id, host_id)
);
create index placement_rule_host_host on placement_rule_host (host_id);

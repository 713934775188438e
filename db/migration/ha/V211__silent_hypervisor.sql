-- Pools in which a host is fenced whose hypervisor alone is silent while the machine answers, and after how long.
create table silent_hypervisor_rule (
    pool_id    uuid primary key references pool (id) on delete cascade,
    minutes    int not null check (minutes between 1 and 1440),
    changed_at timestamptz not null,
    changed_by text not null
);

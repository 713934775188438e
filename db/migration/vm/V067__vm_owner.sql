-- Whose a VM is, what it is tagged with, and how much disk it was asked with (for quotas; 0 when that isn't known).
alter table vm
    add column owner_id   uuid references user_account (id) on delete set null,
    add column team_id    uuid references team (id),
    add column tags       text[] not null default '{}',
    add column disk_bytes bigint not null default 0;
create index vm_owner on vm (owner_id) where owner_id is not null;
create index vm_team on vm (team_id) where team_id is not null;
create index vm_tags on vm using gin (tags);
create index vm_pool on vm (pool_id);

-- A grant ends with its pool.
alter table access_grant add constraint access_grant_pool_id_fkey
    foreign key (pool_id) references pool (id) on delete cascade;
alter table access_grant add constraint access_grant_vm_id_fkey
    foreign key (vm_id) references vm (id) on delete cascade;

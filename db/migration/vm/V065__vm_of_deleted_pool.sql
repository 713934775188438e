-- What is kept of deleted VMs goes with their pool, which can be deleted only when it has no hosts, so no living VMs.
-- It also no longer keeps the host from being removed.
update vm set host_id = null where state = 'DELETED';
alter table vm drop constraint vm_pool_id_fkey,
    add constraint vm_pool_id_fkey foreign key (pool_id) references pool (id) on delete cascade;

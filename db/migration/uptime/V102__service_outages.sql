-- A row of the ledger is an outage of a VM or of a service.
drop view outage;
alter table outage_entry rename column vm_name to name;
alter table outage_entry alter column vm_id drop not null;
alter table outage_entry alter column pool_id drop not null;
alter table outage_entry add column service_id uuid;
alter table outage_entry add constraint outage_entry_whose check ((vm_id is null) <> (service_id is null));
create index outage_entry_service on outage_entry (service_id, started_at) where service_id is not null;

create view outage as
    select e.* from outage_entry e
    where not e.withdrawn
      and not exists (select 1 from outage_entry n where n.outage_id = e.outage_id and n.version = e.version + 1);

-- Lists of VMs come by name, in the order of people.
create index vm_by_name on vm (name collate natural_names, id);

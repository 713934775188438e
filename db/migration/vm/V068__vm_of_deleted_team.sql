-- What is kept of deleted VMs doesn't keep their team.
alter table vm drop constraint vm_team_id_fkey,
    add constraint vm_team_id_fkey foreign key (team_id) references team (id) on delete set null;

-- A VM may leave its host together with disks that only that host reaches.
alter table maintenance_vm drop constraint maintenance_vm_choice_check;
alter table maintenance_vm add constraint maintenance_vm_choice_check
    check (choice in ('MOVE', 'MOVE_WITH_DISKS', 'RESUME_AND_MOVE', 'SHUT_DOWN', 'LEAVE_OFF'));
alter table maintenance_vm add column disk_bytes bigint not null default 0;

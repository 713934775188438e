-- Which VM starts after which, when they are restarted together.
create table vm_start_after (
    vm_id           uuid not null references vm (id) on delete cascade,
    after_vm_id     uuid not null references vm (id) on delete cascade,
    gate            text not null check (gate in ('RUNNING', 'ANSWERS', 'TIME')),
    timeout_seconds int not null default 120 check (timeout_seconds between 5 and 1800),
    primary key (vm_id, after_vm_id),
    check (vm_id <> after_vm_id)
);
create index vm_start_after_other on vm_start_after (after_vm_id);

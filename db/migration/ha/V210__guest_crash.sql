-- How often a VM is restarted whose guest crashed: a pool's rule, and what a VM has of its own.
create table crash_policy_pool (
    pool_id    uuid primary key references pool (id) on delete cascade,
    restarts   int not null check (restarts between 0 and 20),
    minutes    int not null check (minutes between 5 and 1440),
    changed_at timestamptz not null,
    changed_by text not null
);
create table crash_policy_vm (
    vm_id      uuid primary key references vm (id) on delete cascade,
    restarts   int not null check (restarts between 0 and 20),
    minutes    int not null check (minutes between 5 and 1440),
    changed_at timestamptz not null,
    changed_by text not null
);

-- The crash of a protected VM's guest, what was decided about it and why. One that hasn't ended is still owed its answer:
-- a restart until the VM runs, or being left until somebody starts it.
create table guest_crash (
    id         uuid primary key,
    vm_id      uuid not null references vm (id) on delete cascade,
    host_name  text,
    crashed_at timestamptz not null,
    preserved  boolean not null default false,
    verdict    text not null check (verdict in ('RESTART', 'LEAVE')),
    why        text not null,
    -- The last start that was begun for it.
    task_id    uuid,
    decided_at timestamptz not null,
    ended_at   timestamptz,
    outcome    text check (outcome in ('RUNS', 'ASKED', 'OFF'))
);
create unique index guest_crash_open on guest_crash (vm_id) where ended_at is null;
create index guest_crash_vm on guest_crash (vm_id, decided_at desc);

-- What crashed before there was such a rule doesn't come back by itself with an update.
insert into guest_crash (id, vm_id, host_name, crashed_at, verdict, why, decided_at)
    select gen_random_uuid(), v.id, h.name, v.state_since, 'LEAVE',
           'Its guest crashed before Everup restarted such VMs.', now()
    from vm v left join host h on h.id = v.host_id
    where v.state = 'STOPPED' and v.wanted_on and v.protection <> 'OFF' and v.power_reason = 'CRASHED';

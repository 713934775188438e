-- When which replica of the portal ran. What falls outside all of these nobody observed.
create table uptime_presence (
    node_id  text not null,
    from_at  timestamptz not null,
    until_at timestamptz not null,
    primary key (node_id, from_at)
);
create index uptime_presence_until on uptime_presence (until_at);

-- What a VM was wanted to be and was, from 'at' until 'until_at' or, where that is null, from then on. What was recorded
-- later (a greater id) counts where two speak of the same time.
create table uptime_fact (
    id          bigint generated always as identity primary key,
    vm_id       uuid not null,
    at          timestamptz not null,
    until_at    timestamptz,
    host_id     uuid,
    wanted      boolean not null,
    power       text not null check (power in ('UP', 'DOWN', 'ABSENT')),
    reason      text not null,
    actor       text,
    task_id     uuid,
    recorded_at timestamptz not null
);
create index uptime_fact_vm on uptime_fact (vm_id, id);
create index uptime_fact_at on uptime_fact (at);
create index uptime_fact_late on uptime_fact (until_at) where until_at is not null;

-- Whether a host was heard, from 'at' on; read as the facts of a VM are.
create table uptime_sight (
    id          bigint generated always as identity primary key,
    host_id     uuid not null,
    at          timestamptz not null,
    sight       text not null check (sight in ('SEEN', 'UNSEEN', 'OFF')),
    maintenance boolean not null,
    recorded_at timestamptz not null
);
create index uptime_sight_host on uptime_sight (host_id, id);
create index uptime_sight_at on uptime_sight (at);

-- The newest fact of each VM and of each host: what a new one is compared with. Made from the above, not part of the record.
create table uptime_vm (
    vm_id     uuid primary key,
    vm_name   text not null,
    pool_id   uuid not null,
    host_id   uuid,
    state     text not null,
    wanted    boolean not null,
    power     text not null,
    reason    text not null,
    first_up  timestamptz,
    dirty     boolean not null
);
create index uptime_vm_dirty on uptime_vm (vm_id) where dirty;
create index uptime_vm_host on uptime_vm (host_id);
create index uptime_vm_pool on uptime_vm (pool_id);

create table uptime_host (
    host_id     uuid primary key,
    at          timestamptz not null,
    sight       text not null,
    maintenance boolean not null
);

-- The outage ledger. Each entry is one version of one outage, sealed together with the entry before it.
create table outage_entry (
    seq        bigint primary key,
    outage_id  uuid not null,
    version    int not null,
    vm_id      uuid not null,
    vm_name    text not null,
    pool_id    uuid not null,
    started_at timestamptz not null,
    ended_at   timestamptz,
    cause      text not null,
    rule       text not null,
    why        text not null,
    who        text,
    planned    boolean not null,
    counted    boolean not null,
    withdrawn  boolean not null,
    corrected  boolean not null,
    note       text not null,
    evidence   text not null,
    made_by    text not null,
    made_at    timestamptz not null,
    seal       text not null,
    unique (outage_id, version)
);
create index outage_entry_vm on outage_entry (vm_id, started_at);
create index outage_entry_started on outage_entry (started_at);

-- How far the ledger goes, so that entries cut off at its end are missed.
create table outage_head (
    id   int primary key check (id = 1),
    seq  bigint not null,
    seal text not null
);
insert into outage_head (id, seq, seal) values (1, 0, '');

-- The outages as they stand: of each its newest version.
create view outage as
    select e.* from outage_entry e
    where not e.withdrawn
      and not exists (select 1 from outage_entry n where n.outage_id = e.outage_id and n.version = e.version + 1);

create function refuse_change_of_ledger() returns trigger language plpgsql as $$
begin
    raise exception 'The outage ledger and its facts are append-only.';
end;
$$;

create trigger outage_entry_append_only before update or delete on outage_entry
    for each row execute function refuse_change_of_ledger();
create trigger outage_entry_no_truncate before truncate on outage_entry
    for each statement execute function refuse_change_of_ledger();
create trigger uptime_fact_append_only before update or delete on uptime_fact
    for each row execute function refuse_change_of_ledger();
create trigger uptime_sight_append_only before update or delete on uptime_sight
    for each row execute function refuse_change_of_ledger();

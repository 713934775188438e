-- What a rolling job needs: choices made in its rehearsal, and how each host is reached for a command.
alter table maintenance_job add column choices jsonb not null default '{}';
alter table maintenance_host add column rebooted boolean not null default false;

create table host_ssh (
    host_id       uuid primary key references host (id) on delete cascade,
    address       text,
    port          integer not null check (port between 1 and 65535),
    login         text not null,
    locked_secret text not null,
    by_key        boolean not null,
    host_key      text,
    offered_key   text,
    ready         boolean,
    finding       text,
    checked_at    timestamptz,
    changed_at    timestamptz not null,
    changed_by    text not null
);

-- Disks that are copied along with a VM: each from its volume to a new one, and what has still to be removed of either.
create table migration_disk (
    migration_id        uuid not null references migration (id) on delete cascade,
    device              text not null,
    source_datastore_id uuid not null,
    source_datastore    text not null,
    source_volume       text not null,
    source_path         text not null,
    target_datastore_id uuid not null,
    target_datastore    text not null,
    target_volume       text not null,
    target_path         text,
    format              text not null,
    capacity_bytes      bigint not null,
    copy_bytes          bigint not null,
    -- The end at which a volume is to be removed, as soon as its host answers and nobody needs it; null for none.
    removes             text check (removes in ('SOURCE', 'TARGET')),
    removed_at          timestamptz,
    -- Why what it was copied from stays; null when it goes.
    kept                text,
    primary key (migration_id, device)
);
create index migration_disk_removes on migration_disk (migration_id) where removes is not null;
create index migration_disk_target on migration_disk (target_datastore_id);

alter table migration
    add column copies_disks     boolean not null default false,
    add column expected_disk    bigint,
    add column disk_total       bigint,
    add column disk_remaining   bigint,
    -- How long disks were copied before memory was sent, and at which speed, in bytes per second.
    add column disk_millis      bigint,
    add column disk_speed       bigint,
    add column connections      int not null default 1;

-- Over how many connections memory is sent at once.
alter table migration_policy add column connections int not null default 1 check (connections between 1 and 16);

-- A guest that went over ahead of its memory and lost the link to the rest of it.
alter table migration drop constraint migration_state_check;
alter table migration add constraint migration_state_check check (state in ('REQUESTED', 'PREPARED', 'TRANSFERRING',
    'SWITCHED', 'BROKEN', 'COMPLETED', 'ROLLED_BACK', 'NEEDS_OPERATOR'));

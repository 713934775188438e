-- Whether a second start of a disk would be refused, by host and shared datastore: as it was tried.
create table disk_lock (
    host_id      uuid not null references host (id) on delete cascade,
    datastore_id uuid not null references datastore (id) on delete cascade,
    tried_at     timestamptz not null,
    partner      text not null,
    outcome      text check (outcome in ('NONE', 'IMAGE_LOCK', 'LOCK_MANAGER')),
    finding      text not null,
    primary key (host_id, datastore_id)
);
create index disk_lock_datastore on disk_lock (datastore_id);

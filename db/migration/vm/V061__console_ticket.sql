-- One-time passes to a VM's screen. Only the hash is kept; a pass is gone when it is used.
create table console_ticket (
    hash       bytea primary key,
    vm_id      uuid not null references vm (id) on delete cascade,
    actor_id   uuid not null,
    expires_at timestamptz not null
);
create index console_ticket_expires on console_ticket (expires_at);

-- A business service as it stands. Its definition is one document: what it is made of, its probes and its objective.
create table service (
    id         uuid primary key,
    name       text not null,
    team       text not null,
    spec       jsonb not null,
    version    bigint not null,
    created_at timestamptz not null,
    deleted_at timestamptz
);
create unique index service_name on service (lower(name)) where deleted_at is null;

-- Something that a service is judged by is new. Rows are only added and taken away, so that nobody waits for anybody.
create table service_touch (
    id         bigint generated always as identity primary key,
    service_id uuid not null
);

-- Every definition it had, from 'at' on: history is judged by what the service was then.
create table service_revision (
    service_id uuid not null references service (id),
    version    bigint not null,
    at         timestamptz not null,
    spec       jsonb not null,
    made_by    text not null,
    primary key (service_id, version)
);

-- Which VMs belong to it now.
create table service_member (
    service_id uuid not null references service (id),
    vm_id      uuid not null,
    primary key (service_id, vm_id)
);
create index service_member_vm on service_member (vm_id);

-- Planned maintenance that was announced: downtime in it doesn't count.
create table service_maintenance (
    id           uuid primary key,
    service_id   uuid not null references service (id),
    from_at      timestamptz not null,
    until_at     timestamptz not null check (until_at > from_at),
    words        text not null,
    made_by      text not null,
    made_at      timestamptz not null,
    cancelled_by text,
    cancelled_at timestamptz
);
create index service_maintenance_service on service_maintenance (service_id, from_at);

-- What each replica holds of each probe; a vote that isn't renewed runs out.
create table probe_vote (
    probe_id     uuid not null,
    node_id      text not null,
    good         boolean,
    since        timestamptz not null,
    fails        int not null,
    goods        int not null,
    first_at     timestamptz not null,
    at           timestamptz not null,
    valid_until  timestamptz not null,
    millis       int not null,
    trouble      text not null,
    detail       text not null,
    certificate  timestamptz,
    primary key (probe_id, node_id)
);

-- What the majority of replicas holds, a row per change; what was recorded later counts where two speak of the same time.
create table probe_fact (
    id          bigint generated always as identity primary key,
    probe_id    uuid not null,
    at          timestamptz not null,
    verdict     text not null check (verdict in ('UP', 'DOWN', 'UNKNOWN')),
    trouble     text not null,
    detail      text not null,
    votes       text not null,
    recorded_at timestamptz not null
);
create index probe_fact_probe on probe_fact (probe_id, id);

-- The newest verdict of each probe, made from the above.
create table probe_now (
    probe_id   uuid primary key,
    verdict    text not null,
    since      timestamptz not null,
    support_at timestamptz,
    trouble    text not null,
    detail     text not null,
    votes      text not null
);

-- Every single check, for hours.
create table probe_result (
    id       bigint generated always as identity primary key,
    probe_id uuid not null,
    node_id  text not null,
    at       timestamptz not null,
    good     boolean,
    millis   int not null,
    trouble  text not null,
    detail   text not null
);
create index probe_result_probe on probe_result (probe_id, at);
create index probe_result_at on probe_result (at);

-- The same by minutes for weeks, and by hours for years.
create table probe_rollup (
    probe_id   uuid not null,
    step       text not null check (step in ('MINUTE', 'HOUR')),
    at         timestamptz not null,
    goods      int not null,
    fails      int not null,
    millis_sum bigint not null,
    millis_max int not null,
    primary key (probe_id, step, at)
);
create index probe_rollup_at on probe_rollup (step, at);

create trigger service_revision_append_only before update or delete on service_revision
    for each row execute function refuse_change_of_ledger();
create trigger probe_fact_append_only before update or delete on probe_fact
    for each row execute function refuse_change_of_ledger();

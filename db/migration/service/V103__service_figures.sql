-- How each service is now, made from the records again and again; pages read it and work out nothing.
create table service_now (
    service_id uuid primary key references service (id),
    state      text not null,
    since      timestamptz not null,
    first_up   timestamptz,
    why        text not null,
    members    jsonb not null,
    burn       jsonb not null,
    alert      text not null check (alert in ('NONE', 'SLOW', 'FAST')),
    alert_at   timestamptz,
    survival   jsonb not null,
    at         timestamptz not null
);

-- A service's figures by days of its own calendar, so that every calendar window is a sum of rows.
create table service_day (
    service_id    uuid not null references service (id),
    day           date not null,
    wanted_ms     bigint not null,
    unobserved_ms bigint not null,
    excluded_ms   bigint not null,
    down_ms       jsonb not null,
    primary key (service_id, day)
);

-- How long the last answer took, and since when a device answers or fails.
alter table fence_device add column took_millis bigint;
alter table fence_device add column ready_since timestamptz;

-- Each time what a device says changed: not each question.
create table fence_change (
    id        bigint generated always as identity primary key,
    host_id   uuid not null references host (id) on delete cascade,
    device_id uuid not null,
    device    text not null,
    at        timestamptz not null,
    ready     boolean not null,
    power     text,
    finding   text not null
);
create index fence_change_host on fence_change (host_id, at desc);

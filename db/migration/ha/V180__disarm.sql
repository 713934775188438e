-- For how long high availability keeps its hands off a pool, and why; rows that have ended are the history.
create table ha_disarm (
    id        uuid primary key,
    pool_id   uuid references pool (id) on delete set null,
    pool_name text not null,
    reason    text not null,
    made_by   text not null,
    since     timestamptz not null,
    until     timestamptz not null check (until > since),
    ended_at  timestamptz,
    -- Null where its time was over.
    ended_by  text
);
create unique index ha_disarm_open on ha_disarm (pool_id) where ended_at is null;
create index ha_disarm_pool on ha_disarm (pool_id, since desc);

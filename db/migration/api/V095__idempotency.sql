-- What was answered to a POST with an Idempotency-Key, so that a repeated one gets the same answer for a day.
create table idempotency (
    actor_id    uuid not null,
    key         text not null,
    -- SHA-256 of method, path and body: the same key must mean the same request.
    fingerprint bytea not null,
    started_at  timestamptz not null,
    -- Null while the first request is at work.
    status      int,
    headers     jsonb,
    -- Locked with the key for secrets: an answer may hold a token.
    body        text,
    primary key (actor_id, key)
);

create index idempotency_started_at on idempotency (started_at);

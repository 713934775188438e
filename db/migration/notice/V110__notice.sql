-- Ways by which people and programs are told.
create table notice_channel (
    id             uuid primary key,
    name           text not null,
    kind           text not null check (kind in ('MAIL', 'WEBHOOK')),
    enabled        boolean not null,
    recipients     jsonb not null default '[]',
    url            text,
    ca             text,
    locked_secret  text,
    least          text not null check (least in ('INFO', 'WARNING', 'CRITICAL')),
    rules          jsonb not null default '[]',
    pools          jsonb not null default '[]',
    tell_cleared   boolean not null,
    quiet_from     time,
    quiet_until    time,
    zone           text not null,
    digest_minutes int not null default 0,
    failing_since  timestamptz,
    failures       int not null default 0,
    last_sent_at   timestamptz,
    version        bigint not null default 1,
    created_at     timestamptz not null
);
create unique index notice_channel_name on notice_channel (lower(name));

-- What is to be told: written in the transaction of what happened, sent afterwards, at least once.
create table notice (
    id          uuid primary key,
    channel_id  uuid references notice_channel (id) on delete cascade,
    kind        text not null check (kind in ('ALARM', 'DIGEST', 'REPORT', 'TEST')),
    severity    text not null check (severity in ('INFO', 'WARNING', 'CRITICAL')),
    title       text not null,
    thread      text,
    lines       jsonb not null,
    recipients  jsonb not null default '[]',
    file_name   text,
    file_type   text,
    file        bytea,
    state       text not null check (state in ('HELD', 'WAITING', 'SENDING', 'SENT', 'GIVEN_UP', 'MERGED')),
    created_at  timestamptz not null,
    due_at      timestamptz not null,
    lease_until timestamptz,
    attempt     int not null default 0,
    ended_at    timestamptz,
    merged_into uuid
);
create index notice_due on notice (due_at) where state in ('WAITING', 'SENDING');
create index notice_held on notice (channel_id, due_at) where state = 'HELD';
create index notice_created on notice (created_at desc);

-- The delivery log: every attempt.
create table notice_attempt (
    id           bigint generated always as identity primary key,
    notice_id    uuid not null references notice (id) on delete cascade,
    number       int not null,
    at           timestamptz not null,
    took_millis  bigint not null,
    target       text not null,
    result       text not null check (result in ('DELIVERED', 'FAILED')),
    answer       text not null
);
create index notice_attempt_notice on notice_attempt (notice_id, id);
create index notice_attempt_at on notice_attempt (at desc);

-- Who may sign in. (The word user alone is taken in SQL.)
create table user_account (
    id              uuid primary key,
    login           text not null check (login = lower(login)),
    display_name    text not null,
    role            text not null check (role in ('ADMINISTRATOR', 'OPERATOR', 'USER', 'MANAGER', 'AUDITOR')),
    source          text not null check (source in ('LOCAL', 'LDAP')),
    password_hash   text check ((password_hash is not null) = (source = 'LOCAL')),
    disabled_at     timestamptz,
    -- Raised to end every browser session of this user.
    epoch           int not null default 0,
    created_at      timestamptz not null,
    created_by      uuid,
    last_sign_in_at timestamptz,
    version         bigint not null default 0
);

create unique index user_account_login on user_account (login);

-- What a program signs in with. Only a hash is kept: the token itself is shown once.
create table api_token (
    id           uuid primary key,
    user_id      uuid not null references user_account on delete cascade,
    name         text not null,
    lookup       text not null unique,
    hash         bytea not null,
    -- Null: all that the owner's role allows.
    permissions  text[],
    created_at   timestamptz not null,
    expires_at   timestamptz,
    last_used_at timestamptz,
    revoked_at   timestamptz
);

create index api_token_user on api_token (user_id);

-- Failed sign-ins by account and address: a guesser slows down only themselves.
create table sign_in_failure (
    login        text not null,
    address      text not null,
    failures     int not null,
    last_at      timestamptz not null,
    locked_until timestamptz,
    primary key (login, address)
);

-- How often something was done in the current window of time.
create table rate_limit (
    bucket       text primary key,
    window_start timestamptz not null,
    used         int not null
);

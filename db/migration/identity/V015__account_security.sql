-- The second factor of an account: a secret that an authenticator shares (RFC 6238).
create table second_factor (
    user_id     uuid primary key references user_account on delete cascade,
    -- Locked with the key from outside the database.
    secret      text not null,
    offered_at  timestamptz not null,
    -- Null until a first code has shown that the authenticator has the secret.
    enrolled_at timestamptz,
    -- The time step of the last code that was accepted: a code works once.
    last_step   bigint not null default 0
);

-- What lets in whose authenticator is lost, each once. Only hashes are kept: the codes are shown once.
create table recovery_code (
    user_id uuid not null references second_factor on delete cascade,
    hash    bytea not null,
    used_at timestamptz,
    primary key (user_id, hash)
);

-- Who is signed in where. The session itself is Spring's; it is let in only while its row is here.
create table browser_session (
    id           uuid primary key,
    user_id      uuid not null references user_account on delete cascade,
    epoch        int not null,
    user_agent   text,
    address      text,
    began_at     timestamptz not null,
    last_used_at timestamptz not null
);

create index browser_session_user on browser_session (user_id);

-- What an administrator decided about signing in; one row. Null: as the settings of the program say.
create table security_settings (
    id                  int primary key default 1 check (id = 1),
    second_factor_roles text[] not null default '{}',
    idle_minutes        int check (idle_minutes between 5 and 10080),
    lifetime_minutes    int check (lifetime_minutes between 15 and 129600),
    api_per_minute      int check (api_per_minute between 0 and 1000000),
    version             bigint not null default 0,
    changed_at          timestamptz,
    changed_by          uuid
);

insert into security_settings default values;

-- People of a directory service: who they are there, and whether it was the directory that disabled them.
alter table user_account
    add column mail                  text,
    add column directory_id          text,
    add column directory_dn          text,
    add column disabled_by_directory boolean not null default false;

create unique index user_account_directory_id on user_account (directory_id);

-- How people sign in by LDAP; one row, or none before it is set up.
create table ldap_settings (
    id            int primary key default 1 check (id = 1),
    settings      jsonb not null,
    -- Locked with the key from outside the database.
    bind_password text,
    version       bigint not null,
    changed_at    timestamptz not null,
    changed_by    uuid
);

-- How the directory is doing, for all replicas.
create table ldap_state (
    id                 int primary key default 1 check (id = 1),
    reached_at         timestamptz,
    unreachable_since  timestamptz,
    failure            text,
    -- When everyone is to be compared next.
    due_at             timestamptz,
    synchronised_at    timestamptz,
    took_millis        bigint,
    users              int,
    changed            int,
    disabled           int
);

insert into ldap_state default values;

-- Connection tests. What was typed as a password is never here.
create table ldap_test (
    id         uuid primary key,
    started_at timestamptz not null,
    ended_at   timestamptz,
    steps      jsonb
);

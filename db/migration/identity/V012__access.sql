-- Someone may have no role of their own, and what grants give alone.
alter table user_account drop constraint user_account_role_check;
alter table user_account add constraint user_account_role_check
    check (role in ('ADMINISTRATOR', 'OPERATOR', 'USER', 'MANAGER', 'AUDITOR', 'NONE'));

-- Roles beside those that are built in.
create table role_definition (
    id          uuid primary key,
    name        text not null,
    note        text not null default '',
    permissions text[] not null,
    -- What it allows with VMs is meant for the holder's own and their teams' alone.
    own_only    boolean not null,
    created_at  timestamptz not null,
    created_by  uuid,
    version     bigint not null default 0
);
create unique index role_definition_name on role_definition (lower(name));

-- Who shares VMs, grants and a quota. A limit that is null is none.
create table team (
    id               uuid primary key,
    name             text not null,
    note             text not null default '',
    most_vms         int check (most_vms >= 0),
    most_cpus        int check (most_cpus >= 0),
    most_memory      bigint check (most_memory >= 0),
    most_disk        bigint check (most_disk >= 0),
    created_at       timestamptz not null,
    created_by       uuid,
    version          bigint not null default 0
);
create unique index team_name on team (lower(name));

create table team_member (
    team_id uuid not null references team on delete cascade,
    user_id uuid not null references user_account on delete cascade,
    primary key (team_id, user_id)
);
create index team_member_user on team_member (user_id);

-- Who may do what, where. The role in user_account is the one on everything.
create table access_grant (
    id         uuid primary key,
    user_id    uuid references user_account on delete cascade,
    team_id    uuid references team on delete cascade,
    role       text check (role in ('ADMINISTRATOR', 'OPERATOR', 'USER', 'MANAGER', 'AUDITOR')),
    role_id    uuid references role_definition,
    place      text not null check (place in ('EVERYTHING', 'POOL', 'TAG', 'VM')),
    pool_id    uuid,
    vm_id      uuid,
    tag        text,
    created_at timestamptz not null,
    created_by uuid,
    check (num_nonnulls(user_id, team_id) = 1),
    check (num_nonnulls(role, role_id) = 1),
    check ((place = 'POOL') = (pool_id is not null)),
    check ((place = 'VM') = (vm_id is not null)),
    check ((place = 'TAG') = (tag is not null))
);
create unique index access_grant_once on access_grant (
    coalesce(user_id, team_id), coalesce(role, role_id::text), place, coalesce(pool_id::text, vm_id::text, tag, ''));
create index access_grant_user on access_grant (user_id);
create index access_grant_team on access_grant (team_id);
create index access_grant_role on access_grant (role_id);
create index access_grant_pool on access_grant (pool_id);
create index access_grant_vm on access_grant (vm_id);
create index access_grant_tag on access_grant (tag);

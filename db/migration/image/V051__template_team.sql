-- The teams that may deploy from a template; without any, whoever sees its pool's templates may.
create table template_team (
    template_id uuid not null references template (id) on delete cascade,
    team_id     uuid not null references team (id) on delete cascade,
    primary key (template_id, team_id)
);
create index template_team_team on template_team (team_id);

-- A failover that a drill made: figures of real failures leave it out.
alter table failover add column if not exists drill boolean not null default false;

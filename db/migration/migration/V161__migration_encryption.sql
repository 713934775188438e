-- Whether memory is encrypted on its way between two hosts.
alter table migration_policy add column encryption text not null default 'OFF'
    check (encryption in ('OFF', 'WHEN_POSSIBLE', 'REQUIRED'));
alter table migration add column encrypted boolean;

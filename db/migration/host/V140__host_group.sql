-- Hosts of one group fail together, such as those of a rack or a fire section. How full hosts may become is each pool's own.
alter table host add column failure_group text check (char_length(failure_group) between 1 and 63);
alter table pool
    add column cpu_overcommit    double precision not null default 8 check (cpu_overcommit between 0.1 and 64),
    add column memory_overcommit double precision not null default 1 check (memory_overcommit between 0.5 and 4),
    add column reserve_bytes     bigint not null default 536870912 check (reserve_bytes >= 0),
    add column reserve_share     double precision not null default 0.05 check (reserve_share between 0 and 0.9);

-- Who ordered a host's fencing by hand, and when its fencing was decided last, whoever decided it.
alter table failover add column ordered_by text;
alter table failover add column fencing_at timestamptz;
create index failover_host on failover (host_id, suspected_at desc);

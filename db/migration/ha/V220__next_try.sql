-- When the next attempt to switch a silent host off is due, for whoever looks; null while none is.
alter table failover add column next_try_at timestamptz;

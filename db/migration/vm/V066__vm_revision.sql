-- What If-Match compares: it counts people's changes alone, while 'version' also moves with the VM's state.
alter table vm add column revision bigint not null default 0;

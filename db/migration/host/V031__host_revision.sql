-- What If-Match compares: it counts people's changes alone, while 'version' also moves with the host's state.
alter table host add column revision bigint not null default 0;

-- Since when delivery has been tried: sending a notice again begins anew.
alter table notice add column tried_since timestamptz not null default now();

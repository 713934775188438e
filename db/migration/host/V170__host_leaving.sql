-- A host that gives up its VMs, or is being checked after maintenance: it is up and watched like any other, and takes
-- no VMs.
alter table host add column leaving_since timestamptz;

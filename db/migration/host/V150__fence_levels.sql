-- Devices of one level belong together: the host is off when all of them say so. Until now each was tried by itself.
alter table fence_device add column level int not null default 1 check (level between 1 and 9);
update fence_device set level = least(position + 1, 9);

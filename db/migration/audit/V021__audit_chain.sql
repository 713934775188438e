-- Each entry is sealed with the one before it. Entries from before get their place and seal in V022, by the program.
alter table audit_entry
    add column seq  bigint unique,
    add column seal text;

-- The end of the chain: whoever adds an entry holds this row until the commit.
create table audit_head (
    id   int primary key default 1 check (id = 1),
    seq  bigint not null,
    seal text not null
);

insert into audit_head (seq, seal) values (0, '');

create function refuse_change_of_audit_head() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' then
        if new.seq >= old.seq then
            return new;
        end if;
    end if;
    raise exception 'The audit journal is append-only.';
end;
$$;

create trigger audit_head_only_forward before update or delete on audit_head
    for each row execute function refuse_change_of_audit_head();

create trigger audit_head_no_truncate before truncate on audit_head
    for each statement execute function refuse_change_of_audit();

create index audit_entry_at on audit_entry (at);

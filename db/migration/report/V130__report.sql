-- Reports as they were made: figures, PDF and CSV stay what they were, and each has a hash.
create table report (
    id           uuid primary key,
    title        text not null,
    window_name  text not null,
    pool_id      uuid,
    scope        text not null,
    made_at      timestamptz not null,
    made_for     text not null,
    schedule_id  uuid,
    availability double precision,
    model        text not null,
    pdf          bytea not null,
    pdf_sha256   text not null,
    csv          text not null,
    csv_sha256   text not null,
    seal         text not null,
    notice_id    uuid
);
create index report_made on report (made_at desc);

create table report_schedule (
    id         uuid primary key,
    name       text not null,
    span       text not null check (span in ('MONTH', 'QUARTER', 'YEAR')),
    pool_id    uuid,
    day        int not null check (day between 1 and 28),
    at_time    time not null,
    zone       text not null,
    recipients jsonb not null,
    enabled    boolean not null,
    run_after  timestamptz not null,
    version    bigint not null default 1
);
create unique index report_schedule_name on report_schedule (lower(name));

-- Pages that tell the public how chosen services are. Nobody sees one before it is published.
create table status_page (
    id         uuid primary key,
    slug       text not null unique,
    title      text not null,
    intro      text not null,
    published  boolean not null,
    version    bigint not null,
    created_at timestamptz not null
);

-- The services on it, under names for the public.
create table status_page_service (
    page_id    uuid not null references status_page (id) on delete cascade,
    service_id uuid not null references service (id),
    name       text not null,
    place      int not null,
    primary key (page_id, service_id)
);

-- What people wrote about an outage for the public; the newest counts.
create table outage_words (
    id        bigint generated always as identity primary key,
    outage_id uuid not null,
    words     text not null,
    made_by   text not null,
    made_at   timestamptz not null
);
create index outage_words_outage on outage_words (outage_id, id desc);

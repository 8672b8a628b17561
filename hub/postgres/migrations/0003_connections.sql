-- Connections to outside systems: who they stand beside, how far they have come in their inboxes, what waits or is parked.

create table connection (
    name text primary key check (name ~ '^[a-z0-9-]{1,40}$'),
    adapter text not null,
    organisation text not null,
    takes_cases boolean not null,
    takes_status boolean not null,
    position bigint not null default 0,  -- up to here all is delivered, but for what stands in `delivery`
    holder uuid,  -- the node that delivers
    held_until timestamptz
);

create table delivery (
    connection text not null references connection on delete cascade,
    "offset" bigint not null,  -- in the stream `adapter:<connection>`
    subject uuid not null,
    version integer not null,
    state text not null check (state in ('waiting', 'sending', 'parked')),
    attempts integer not null default 0,
    not_before timestamptz not null default '-infinity',
    is_replayed boolean not null default false,
    code text,
    reason text,  -- an adapter's words for an operator; never a value of a patient
    noted_at timestamptz not null default now(),
    primary key (connection, "offset")
);

create index delivery_in_order on delivery (connection, subject, "offset") where state <> 'parked';

create table subscription (
    id uuid primary key,
    caller text not null references caller on delete cascade,
    stream text not null,
    start bigint not null,
    status text not null,
    version integer not null,
    updated_at timestamptz not null,
    end_at timestamptz,
    digest bytea not null,
    wrapped bytea not null,
    sealed bytea not null,
    unique (caller, digest)
);

create table subscription_mark (
    subscription uuid not null references subscription on delete cascade,
    number bigint not null,
    "offset" bigint not null,
    primary key (subscription, number)
);

create table binding_token (
    token_hash bytea primary key,
    credential bytea not null,
    subscriptions uuid[] not null,
    expires_at timestamptz not null
);

-- A caller owns a key (P-256) and no longer a token: every device is enrolled anew, or its key loaded from the file.

update caller set token_hash = null;
alter table caller rename column token_hash to thumbprint;
alter table caller rename constraint caller_token_hash_key to caller_thumbprint_key;
alter table caller add column public_key text;
alter table caller add column system_keys text[] not null default '{}';
alter table caller add check ((public_key is null) = (thumbprint is null));

-- What tokens and tickets stand for. Both are gone after a crash of the database, and in no backup: a caller gets new
-- ones by its key.

create unlogged table token (
    token_hash bytea primary key,
    caller text not null references caller on delete cascade,
    thumbprint bytea not null,
    expires_at timestamptz not null,
    person text,
    amr text[] not null default '{}',
    is_bearer boolean not null default false
);
create index token_expiry on token (expires_at);

create unlogged table ticket (
    ticket_hash bytea primary key,
    good_until timestamptz not null,
    caller text not null references caller on delete cascade,
    thumbprint bytea not null,
    expires_at timestamptz not null,
    person text,
    amr text[] not null default '{}',
    is_bearer boolean not null default false
);
create index ticket_end on ticket (good_until);

create unlogged table used_assertion (
    name bytea primary key,
    until timestamptz not null
);
create index used_assertion_end on used_assertion (until);

-- What an administrator asks of devices and refusals: since when a device has its key, when it was last heard of, and how
-- often what was refused, by its code alone.

alter table caller add column bound_at timestamptz;

create unlogged table caller_seen (  -- when a caller last got a token: every five minutes while it speaks; a crash empties it
    caller text primary key references caller on delete cascade,
    at timestamptz not null
);

create table refusal (
    day date not null,  -- of Japan
    organisation text not null,
    source text not null,  -- a caller, or `adapter:<connection>` for what an outside system did not take
    code text not null,
    fault text not null,  -- the code of the first fault, where there is one; never a value
    number integer not null,
    primary key (day, organisation, source, code, fault)
);

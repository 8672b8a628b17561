-- What runs a hub: a commit that refuses itself where it may not reach the disk, and what became of what was relayed.

-- Called in the statement of a commit, so that what it finds is what holds for that commit.
create function require_durability() returns boolean language plpgsql stable as $$
declare
    lacking constant text := concat_ws(
        ' ',
        case when current_setting('fsync') <> 'on' then 'fsync' end,
        case when current_setting('full_page_writes') <> 'on' then 'full_page_writes' end,
        case when current_setting('synchronous_commit') = 'off' then 'synchronous_commit' end
    );
begin
    if lacking <> '' then
        raise exception using errcode = 'KY001', message = lacking;
    end if;
    return true;
end
$$;

create table relayed (  -- entries of an inbox that are settled; what waits or is parked stands in `delivery`
    connection text not null references connection on delete cascade,
    "offset" bigint not null,
    outcome text not null check (outcome in ('delivered', 'not-wanted')),
    attempts integer not null,
    at timestamptz not null default now(),
    primary key (connection, "offset")
);

create index audit_at on audit using brin (at) with (autosummarize = on);

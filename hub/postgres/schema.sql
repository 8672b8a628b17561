-- The whole schema as it stands after every migration; a test proves the two equal.
-- Bodies are sealed: what can be read here names no patient.

create table hub (
    is_single boolean primary key default true check (is_single),
    epoch uuid not null default gen_random_uuid(),  -- of every stream; another one means other offsets
    register_version bigint not null default 0,
    erasures bigint not null default 0
);

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

-- Who takes part --------------------------------------------------------------------------------

create table organisation (
    id text primary key check (id ~ '^[a-z0-9-]{1,40}$'),
    kind text not null,
    area text not null,
    details jsonb not null  -- names, telephone, position, specialties, units
);

create table caller (
    id text primary key check (id ~ '^[a-z0-9-]{1,40}$'),
    organisation text not null references organisation,
    role text not null,
    unit text,
    name text not null,
    thumbprint bytea unique,  -- SHA-256 of the key
    is_revoked boolean not null default false,
    public_key text,  -- canonical JWK
    system_keys text[] not null default '{}',  -- canonical JWKs of a system
    bound_at timestamptz,  -- since when it has its key
    check ((public_key is null) = (thumbprint is null))
);

create unlogged table caller_seen (  -- when a caller last got a token: every five minutes while it speaks; a crash empties it
    caller text primary key references caller on delete cascade,
    at timestamptz not null
);

-- What tokens and tickets stand for: gone after a crash, and in no backup.

create unlogged table token (
    token_hash bytea primary key,
    caller text not null references caller on delete cascade,
    thumbprint bytea not null,  -- of the key that was shown
    expires_at timestamptz not null,
    person text,  -- who has signed in
    amr text[] not null default '{}',  -- how that was shown
    is_bearer boolean not null default false  -- of a system: good without the key
);
create index token_expiry on token (expires_at);

create unlogged table ticket (
    ticket_hash bytea primary key,
    good_until timestamptz not null,
    caller text not null references caller on delete cascade,
    thumbprint bytea not null,
    expires_at timestamptz not null,  -- of the token by which it was got
    person text,
    amr text[] not null default '{}',
    is_bearer boolean not null default false
);
create index ticket_end on ticket (good_until);

create unlogged table used_assertion (  -- by which systems have shown themselves: each is good once
    name bytea primary key,
    until timestamptz not null
);
create index used_assertion_end on used_assertion (until);

create table enrolment_code (
    code_hash bytea primary key,
    caller text not null references caller on delete cascade,
    expires_at timestamptz not null
);

create table rule_pack (  -- the rules by which a region asks its hospitals
    region text not null check (region ~ '^[a-z0-9-]{1,40}$'),
    version text not null,
    is_in_force boolean not null,
    loaded_at timestamptz not null default now(),
    details jsonb not null,
    primary key (region, version)
);
create unique index rule_pack_in_force on rule_pack (region) where is_in_force;
-- Who works at the devices, by what they show who they are, and where they are signed in ---------

create table person (
    id text primary key check (id ~ '^[a-z0-9-]{1,40}$'),
    organisation text not null references organisation,
    name text not null,
    roles text [] not null,
    issuer text,
    subject text,
    pin text,  -- what it is compared with
    pin_tries integer not null default 0,
    pin_tried_at timestamptz not null default '-infinity',
    is_revoked boolean not null default false,
    unique (issuer, subject),
    check (num_nonnulls(issuer, subject) <> 1)
);

create table person_code (
    code_hash bytea primary key,
    person text not null references person on delete cascade,
    expires_at timestamptz not null
);

create table passkey (
    credential_id bytea primary key,
    person text not null references person on delete cascade,
    public_key bytea not null,
    sign_count bigint not null,
    transports text [] not null
);

create table sign_in_attempt (
    handle_hash bytea primary key,
    purpose text not null,
    caller text not null references caller on delete cascade,
    secret bytea not null,  -- what the answer must refer to
    expires_at timestamptz not null
);

create table sign_in (
    caller text not null references caller on delete cascade,
    credential bytea not null,  -- of the device; with another one nobody is signed in
    person text not null references person on delete cascade,
    duty text,
    amr text [] not null,
    began_at timestamptz not null,
    ends_at timestamptz not null,
    primary key (caller, person)
);

-- The journal: the only truth -------------------------------------------------------------------

create table data_key (
    subject uuid primary key,
    wrapped bytea,  -- destroying it erases the subject's bodies
    erasure bigint,  -- 1, 2, 3 … in the order of commit, by which every node notices
    erased_at timestamptz,
    check (num_nonnulls(wrapped, erasure) = 1 and (erasure is null) = (erased_at is null))
);
create unique index data_key_erasure on data_key (erasure) where erasure is not null;

create table journal (
    subject uuid not null,  -- a case, or a hospital's own statements
    version integer not null,  -- 1, 2, 3 … per subject
    sender text not null,
    key uuid not null,  -- the sender's own, made at the tap
    digest bytea not null,
    kind text not null,
    placed_at timestamptz not null,  -- when it happened, on the hub's clock
    recorded_at timestamptz not null,
    sealed bytea not null,  -- the sender's bytes and the events
    primary key (subject, version),
    unique (sender, key)
);

-- What is derived from it and can be made anew --------------------------------------------------

create table projection (
    subject uuid not null,
    version integer not null,
    sealed bytea not null,  -- the views of the receivers and the FHIR resources
    primary key (subject, version)
);

-- Statistics: a row for each case, without its patient, and the numbers that all rows add up to.

create table case_figures (
    subject uuid primary key,
    version integer not null,  -- of the journal, up to which the case is counted
    figures jsonb not null
);

create table tally (
    organisation text not null,
    about text not null,  -- the hospital where a department's number is of one; else empty
    grain text not null check (grain in ('day', 'month')),
    start date not null,
    is_exercise boolean not null,
    measure text not null,
    grouping text not null,
    category text not null,
    number integer not null,
    cases integer not null,
    primary key (organisation, about, grain, is_exercise, start, measure, grouping, category)
);

create table counted_until (
    is_single boolean primary key default true check (is_single),
    recorded_at timestamptz  -- all that was recorded before is in; null: count everything anew
);

create index journal_recorded on journal using brin (recorded_at) with (autosummarize = on);

create table stream (
    id integer generated always as identity primary key,
    name text not null unique,
    top bigint not null  -- offsets are dense: 1 … top
);

create table stream_entry (
    stream integer not null,
    "offset" bigint not null,
    subject uuid not null,
    version integer not null,
    view text not null,
    primary key (stream, "offset")
);
create index stream_entry_arrival on stream_entry (stream, "offset") where view <> 'patch';  -- what came, for searching
create index stream_entry_met on stream_entry (subject, stream) where view <> 'patch';  -- to whom a subject ever came

create table standing (  -- what stands on a stream now: a snapshot's contents
    stream text not null,
    subject uuid not null,
    near smallint not null,
    primary key (stream, subject)
);

create table silence (  -- when silence in a case climbs next; the node that lets it climb holds it for a moment
    subject uuid primary key,
    due_at timestamptz not null,
    held_until timestamptz not null default '-infinity'
);
create index silence_due on silence (due_at);

-- Connections to outside systems: how far each has come in its inbox, what waits or is parked -----

create table connection (
    name text primary key check (name ~ '^[a-z0-9-]{1,40}$'),
    adapter text not null,
    organisation text not null,
    takes_cases boolean not null,
    takes_status boolean not null,
    position bigint not null default 0,  -- up to here all is delivered, but for what stands in `delivery`
    holder uuid,  -- the node that delivers
    held_until timestamptz,
    is_paused boolean not null default false  -- by an operator: what is for it waits
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

create table relayed (  -- entries of an inbox that are settled; what waits or is parked stands in `delivery`
    connection text not null references connection on delete cascade,
    "offset" bigint not null,
    outcome text not null check (outcome in ('delivered', 'not-wanted')),
    attempts integer not null,
    at timestamptz not null default now(),
    primary key (connection, "offset")
);

create table replay (
    token_hash bytea primary key,
    connection text not null references connection on delete cascade,
    caller text not null,
    offsets bigint [] not null,
    expires_at timestamptz not null
);
-- FHIR subscriptions: readers of streams --------------------------------------------------------

create table subscription (
    id uuid primary key,
    caller text not null references caller on delete cascade,
    stream text not null,  -- what it reads
    start bigint not null,  -- the offset behind which its events begin
    status text not null,
    version integer not null,
    updated_at timestamptz not null,
    end_at timestamptz,
    digest bytea not null,  -- the same is asked for once
    wrapped bytea not null,
    sealed bytea not null,  -- the resource
    unique (caller, digest)
);

create table subscription_mark (  -- derived: up to this offset there are so many events
    subscription uuid not null references subscription on delete cascade,
    number bigint not null,
    "offset" bigint not null,
    primary key (subscription, number)
);

create table binding_token (  -- single-use tokens for sockets
    token_hash bytea primary key,
    credential bytea not null,  -- of the caller it was issued to
    subscriptions uuid[] not null,
    expires_at timestamptz not null
);

-- Who did and saw what, in the transaction of the effect ----------------------------------------

create table audit (
    id bigint generated always as identity primary key,
    at timestamptz not null,
    caller text not null,
    organisation text not null,
    action text not null,
    subject uuid,
    version integer,
    disclosed_to text[] not null default '{}',
    person text  -- null: the device only
);

create index audit_at on audit using brin (at) with (autosummarize = on);
create index audit_of_subject on audit (subject, id) where subject is not null;

create table refusal (  -- how often what was refused, by its code alone
    day date not null,  -- of Japan
    organisation text not null,
    source text not null,  -- a caller, or `adapter:<connection>` for what an outside system did not take
    code text not null,
    fault text not null,  -- the code of the first fault, where there is one; never a value
    number integer not null,
    primary key (day, organisation, source, code, fault)
);

-- The tree over the audit (RFC 6962), its signed checkpoints, and the words that its leaves stand for.

create table audit_tile (
    number bigint primary key,  -- 0, 1, 2 …: leaves 256 × number and the following
    entries bigint [] not null,  -- which rows of `audit`, in the order of the tree
    hashes bytea not null,  -- 32 bytes a leaf
    root bytea  -- of a tile that is full
);

create table audit_checkpoint (
    size bigint primary key,  -- leaves
    at timestamptz not null default now(),
    note text not null  -- signed
);

create function micros(at timestamptz) returns bigint language sql immutable parallel safe
return (extract(epoch from at) * 1000000)::bigint;

create view audit_leaf as
select
    audit.id,
    case
        when audit.person is null then json_build_array(
            audit.id, micros(audit.at), audit.caller, audit.organisation, audit.action, audit.subject, audit.version,
            audit.disclosed_to, entry.content
        )
        else json_build_array(
            audit.id, micros(audit.at), audit.caller, audit.organisation, audit.action, audit.subject, audit.version,
            audit.disclosed_to, entry.content, audit.person
        )
    end::text as content
from audit
left join journal on journal.subject = audit.subject and journal.version = audit.version
cross join lateral (
    select case when journal.subject is not null then json_build_array(
        journal.sender, journal.key, encode(journal.digest, 'hex'), journal.kind, micros(journal.placed_at),
        micros(journal.recorded_at), encode(sha256(journal.sealed), 'hex')
    ) end as content
) as entry;

-- The second wall: who reads for a caller (`reader_role.sql`) sees nothing of what that caller never met, whatever is asked.

create function reader_names() returns text [] language sql stable parallel safe
return string_to_array(current_setting('hub.reader', true), ' ');

alter table stream enable row level security;
alter table stream_entry enable row level security;
alter table standing enable row level security;
alter table journal enable row level security;
alter table projection enable row level security;
alter table data_key enable row level security;

create policy own on stream using (name = any((select reader_names())::text []));
create policy own on stream_entry using (stream in (select id from stream));
create policy own on standing using (stream = any((select reader_names())::text []));
create policy met on journal using (
    exists (select from stream_entry as came where came.subject = journal.subject and came.view <> 'patch')
);
create policy met on projection using (
    exists (select from stream_entry as came where came.subject = projection.subject and came.view <> 'patch')
);
create policy met on data_key using (
    exists (select from stream_entry as came where came.subject = data_key.subject and came.view <> 'patch')
);

-- Glasses that were broken: who looked for an hour at a case that was not put before it, and who looked at that after.

create table break_glass (
    id uuid primary key,
    subject uuid not null,
    caller text not null,
    organisation text not null,
    owner text not null,  -- whose case it is
    reason text not null,  -- a code: words could name a patient
    is_exercise boolean not null,
    broken_at timestamptz not null,
    until timestamptz not null,
    person text  -- who had signed in
);
create index break_glass_until on break_glass (until);

create table break_glass_review (
    glass uuid not null references break_glass,
    organisation text not null,  -- the side that looked
    caller text not null,
    at timestamptz not null,
    primary key (glass, organisation)
);

alter table break_glass enable row level security;
create policy own on break_glass using ('caller:' || caller = any((select reader_names())::text []) and until > now());

create policy broken on journal using (
    exists (select from break_glass where break_glass.subject = journal.subject)
);
create policy broken on projection using (
    exists (select from break_glass where break_glass.subject = projection.subject)
);
create policy broken on data_key using (
    exists (select from break_glass where break_glass.subject = data_key.subject)
);

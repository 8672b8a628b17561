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
    json_build_array(
        audit.id, micros(audit.at), audit.caller, audit.organisation, audit.action, audit.subject, audit.version,
        audit.disclosed_to,
        case when journal.subject is not null then json_build_array(
            journal.sender, journal.key, encode(journal.digest, 'hex'), journal.kind, micros(journal.placed_at),
            micros(journal.recorded_at), encode(sha256(journal.sealed), 'hex')
        ) end
    )::text as content
from audit
left join journal on journal.subject = audit.subject and journal.version = audit.version;

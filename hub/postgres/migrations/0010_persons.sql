-- Persons: who works at the devices, by what they show who they are, where they are signed in; and the audit names them.

create table person (
    id text primary key check (id ~ '^[a-z0-9-]{1,40}$'),
    organisation text not null references organisation,
    name text not null,
    roles text [] not null,
    issuer text,
    subject text,
    pin text,
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
    secret bytea not null,
    expires_at timestamptz not null
);

create table sign_in (
    caller text not null references caller on delete cascade,
    credential bytea not null,
    person text not null references person on delete cascade,
    duty text,
    amr text [] not null,
    began_at timestamptz not null,
    ends_at timestamptz not null,
    primary key (caller, person)
);

alter table audit add column person text;

create or replace view audit_leaf as
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

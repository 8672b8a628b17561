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

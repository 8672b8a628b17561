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
insert into counted_until default values;

create index journal_recorded on journal using brin (recorded_at) with (autosummarize = on);

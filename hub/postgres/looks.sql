-- Writes the looks at which something is shown, and returns the newest version of every subject that was looked for.
with
look as (
    select *
    from unnest($1::text [], $2::text [], $3::text [], $4::uuid [], $5::boolean [])
        as asked (caller, organisation, action, subject, is_shown)
),
audited as (
    insert into audit (at, caller, organisation, action, subject, disclosed_to)
    select now(), caller, organisation, action, subject, array[organisation] from look where is_shown
)
select subjects.subject, newest.version
from (select distinct look.subject from look) as subjects
cross join lateral (
    select journal.version from journal where journal.subject = subjects.subject order by journal.version desc limit 1
) as newest

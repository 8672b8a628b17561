-- Writes the looks at which something is shown, and returns the newest version of every subject that was looked for; of
-- one that is erased neither, nor of one that came to none of the names by which the caller reads, unless it
-- has broken the glass before it.
with
look as (
    select *
    from unnest($1::text [], $2::text [], $3::text [], $4::uuid [], $5::boolean [], $6::text [], $7::text [])
        as asked (caller, organisation, action, subject, is_shown, names, person)
    where not exists (select from data_key where data_key.subject = asked.subject and data_key.erasure is not null)
        and (
            exists (
                select from stream_entry as came
                where came.subject = asked.subject and came.view <> 'patch'
                    and came.stream in (select id from stream where name = any(string_to_array(asked.names, ' ')))
            )
            or exists (
                select from break_glass
                where break_glass.subject = asked.subject and break_glass.until > now()
                    and 'caller:' || break_glass.caller = any(string_to_array(asked.names, ' '))
            )
        )
),
audited as (
    insert into audit (at, caller, organisation, action, subject, disclosed_to, person)
    select now(), caller, organisation, action, subject, array[organisation], person from look where is_shown
)
select subjects.subject, newest.version
from (select distinct look.subject from look) as subjects
cross join lateral (
    select journal.version from journal where journal.subject = subjects.subject order by journal.version desc limit 1
) as newest

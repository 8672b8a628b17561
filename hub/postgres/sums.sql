-- The numbers of these organisations in these months, added up: each by itself or all together, with or without what
-- each hospital answered to them.
select
    case when $5 then '' else organisation end as organisation, about, measure, grouping, category,
    sum(number)::bigint as number, sum(cases)::bigint as cases
from tally
where
    organisation = any($1::text []) and grain = 'month' and is_exercise = $2 and start between $3 and $4
    and (about = '' or $6)
group by 1, 2, 3, 4, 5
having sum(number) <> 0

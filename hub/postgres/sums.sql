-- The numbers of these organisations in these months, added up: each by itself, or all together.
select
    case when $5 then '' else organisation end as organisation, measure, grouping, category,
    sum(number) as number, sum(cases) as cases
from tally
where
    organisation = any($1::text []) and about = '' and grain = 'month' and is_exercise = $2 and start between $3 and $4
group by 1, 2, 3, 4
having sum(number) <> 0

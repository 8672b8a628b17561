-- What each hospital answered to these organisations in these months, added up.
select about as organisation, measure, grouping, category, sum(number) as number, sum(cases) as cases
from tally
where
    organisation = any($1::text []) and about <> '' and grain = 'month' and is_exercise = $2 and start between $3 and $4
group by 1, 2, 3, 4
having sum(number) <> 0

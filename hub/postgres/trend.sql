-- The numbers of these organisations, day by day.
select start, category, sum(number) as number, sum(cases) as cases
from tally
where
    organisation = any($1::text []) and about = '' and grain = 'day' and is_exercise = $2 and start between $3 and $4
group by start, category
order by start

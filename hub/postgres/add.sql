-- Adds differences to the numbers of statistics.
insert into tally (organisation, about, grain, start, is_exercise, measure, grouping, category, number, cases)
select *
from unnest(
    $1::text [], $2::text [], $3::text [], $4::date [], $5::boolean [], $6::text [], $7::text [], $8::text [],
    $9::integer [], $10::integer []
)
on conflict (organisation, about, grain, is_exercise, start, measure, grouping, category) do update
set number = tally.number + excluded.number, cases = tally.cases + excluded.cases

-- How many patients each of these hospitals has accepted who have not arrived, as was last counted; of exercises none.
-- A case that nobody has ended is left out from the second day on. Few stand there, and each is looked up by its key.
select standing.stream, count(*)::integer as patients
from standing
where
    standing.stream = any($1::text []) and standing.near = $2
    and (
        select
            case_figures.figures ->> 'day' >= $3
            and not (case_figures.figures ->> 'is_exercise')::boolean
            and not (case_figures.figures ->> 'is_over')::boolean
            and not case_figures.figures -> 'minutes' ? 'transport'
        from case_figures
        where case_figures.subject = standing.subject
    )
group by standing.stream

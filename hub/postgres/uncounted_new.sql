-- Which subjects were heard of in a time and are not counted up to their newest version, in pages by their ids.
select
    journal.subject, max(journal.version) as version, case_figures.version as counted,
    case_figures.figures::text as figures
from journal
left join case_figures on case_figures.subject = journal.subject
where
    journal.recorded_at > $1 and journal.recorded_at <= $2  -- a range is looked up by its index, whatever the values
    and journal.kind <> all($3::text []) and journal.subject > $4
group by journal.subject, case_figures.subject
having max(journal.version) > coalesce(case_figures.version, 0)
order by journal.subject
limit $5

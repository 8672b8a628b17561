-- Which subjects of the whole journal are not counted up to their newest version, in pages by their ids.
select
    journal.subject, max(journal.version) as version, case_figures.version as counted,
    case_figures.figures::text as figures
from journal
left join case_figures on case_figures.subject = journal.subject
where journal.kind <> all($1::text []) and journal.subject > $2
group by journal.subject, case_figures.subject
having max(journal.version) > coalesce(case_figures.version, 0)
order by journal.subject
limit $3

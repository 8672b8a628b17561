-- What came to a stream before an offset, newest first, with the version it has now. Patches that all receivers share are
-- most of a stream and bring nobody new: the partial index leaves them out.
select entry."offset", entry.subject, newest.version
from stream_entry as entry
cross join lateral (
    select journal.version from journal where journal.subject = entry.subject order by journal.version desc limit 1
) as newest
where entry.stream = (select id from stream where name = $1) and entry.view <> 'patch' and entry."offset" < $2
order by entry."offset" desc
limit $3

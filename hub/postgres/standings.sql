-- What stands on a stream, with the version each subject has in this transaction.
select standing.subject, standing.near, newest.version
from standing
cross join lateral (
    select journal.version from journal where journal.subject = standing.subject order by journal.version desc limit 1
) as newest
where standing.stream = $1

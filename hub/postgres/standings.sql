-- What stands on a stream with the version each subject has, and the stream's position: one statement, and so one moment. A
-- row without a subject where nothing stands there.
select hub.epoch::text as epoch, coalesce(stream.top, 0) as top, standing.subject, standing.near, standing.version
from hub
left join stream on stream.name = $1
left join lateral (
    select held.subject, held.near, newest.version
    from standing as held
    cross join lateral (
        select journal.version from journal where journal.subject = held.subject order by journal.version desc limit 1
    ) as newest
    where held.stream = $1
) as standing on true

-- What a connection is to deliver now, in order: no entry whose subject has an earlier one that must wait longer; nothing
-- while an operator has paused it.
select
    delivery."offset", delivery.subject, delivery.version, entry.view, projection.sealed as projection,
    journal.placed_at, journal.recorded_at,
    (select max(latest.version) from journal as latest where latest.subject = delivery.subject) as newest,
    delivery.attempts, delivery.is_replayed
from delivery
inner join stream on stream.name = 'adapter:' || delivery.connection
inner join stream_entry as entry on entry.stream = stream.id and entry."offset" = delivery."offset"
inner join projection on projection.subject = delivery.subject and projection.version = delivery.version
inner join journal on journal.subject = delivery.subject and journal.version = delivery.version
where delivery.connection = $1 and delivery.state = 'waiting' and delivery.not_before <= $2
    and not exists (select from connection where connection.name = $1 and connection.is_paused)
    and not exists (
        select 1 from delivery as earlier
        where earlier.connection = delivery.connection and earlier.subject = delivery.subject
            and earlier."offset" < delivery."offset"
            and (earlier.state = 'sending' or earlier.state = 'waiting' and earlier.not_before > $2)
    )
order by delivery."offset"
limit $3

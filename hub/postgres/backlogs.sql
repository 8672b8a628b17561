-- How far each of these connections is behind its inbox, and why: what is not taken yet, what waits, what is parked.
select
    connection.name, coalesce(connection.held_until > now(), false) as is_held,
    coalesce(stream.top, 0) - connection.position as behind,
    noted.waiting, noted.parked,
    (
        select min(journal.recorded_at)
        from stream_entry as entry
        inner join journal on journal.subject = entry.subject and journal.version = entry.version
        where entry.stream = stream.id and (
            entry."offset" = connection.position + 1
            or entry."offset" in (
                select delivery."offset" from delivery
                where delivery.connection = connection.name and delivery.state <> 'parked'
            )
        )
    ) as oldest_at,
    noted.code, connection.is_paused
from connection
left join stream on stream.name = 'adapter:' || connection.name
cross join lateral (
    select
        count(*) filter (where delivery.state <> 'parked') as waiting,
        count(*) filter (where delivery.state = 'parked') as parked,
        (array_agg(delivery.code order by delivery.noted_at desc) filter (where delivery.code is not null))[1] as code
    from delivery
    where delivery.connection = connection.name
) as noted
where connection.name = any($1::text [])
order by connection.name

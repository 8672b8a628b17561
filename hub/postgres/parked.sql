-- Parked messages of a connection, in order; of what they hold nothing is shown but the kind.
select
    delivery."offset", journal.kind, delivery.version, journal.recorded_at, delivery.noted_at as parked_at,
    delivery.attempts, delivery.code, delivery.reason
from delivery
inner join journal on journal.subject = delivery.subject and journal.version = delivery.version
where delivery.connection = $1 and delivery.state = 'parked'
    and ($2::bigint [] is null or delivery."offset" = any($2))
    and ($3::text is null or delivery.code = $3)
    and ($4::timestamptz is null or delivery.noted_at >= $4)
    and ($5::timestamptz is null or delivery.noted_at < $5)
order by delivery."offset"
limit $6

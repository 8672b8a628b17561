-- Every inbox that one message reached, and how far a connection has come with it. The audit of its commit, found by its
-- time, names the inboxes; its number in each is looked for from the newest entry backwards.
with told as (
    select distinct split_part(address, '>', 1) as stream, split_part(address, '>', 2) as view
    from audit
    cross join lateral unnest(audit.disclosed_to) as addresses (address)
    where audit.at = $4 and audit.subject = $1 and audit.version = $2 and audit.action = $3
)
select
    told.stream, told.view, entry."offset", connection.name as connection,
    coalesce(
        delivery.state, relayed.outcome,
        case when entry."offset" <= connection.position then 'settled' else 'not-taken' end
    ) as state,  -- 'settled' was settled before outcomes were kept
    coalesce(delivery.noted_at, relayed.at) as at,
    coalesce(delivery.attempts, relayed.attempts, 0) as attempts,
    delivery.code, delivery.reason, coalesce(delivery.is_replayed, false) as is_replayed
from told
left join stream on stream.name = told.stream
left join lateral (
    select stream_entry."offset"
    from stream_entry
    where stream_entry.stream = stream.id and stream_entry.subject = $1 and stream_entry.version = $2
    order by stream_entry."offset" desc
    limit 1
) as entry on true
left join connection on 'adapter:' || connection.name = told.stream
left join delivery on delivery.connection = connection.name and delivery."offset" = entry."offset"
left join relayed on relayed.connection = connection.name and relayed."offset" = entry."offset"
order by told.stream

-- What became of entries of a connection's inbox: those without a state are delivered or not wanted, which their
-- code says: nothing is left to be done with them, and where they went is remembered.
-- Returns a row where this node still holds the connection.
with held as (
    select connection.name from connection where connection.name = $1 and connection.holder = $2 for update
),
outcome as (
    select held.name as connection, o.*
    from held
    cross join unnest($3::bigint [], $4::text [], $5::integer [], $6::timestamptz [], $7::text [], $8::text [])
        as o ("offset", state, attempts, not_before, code, reason)
),
done as (
    delete from delivery using outcome
    where delivery.connection = outcome.connection and delivery."offset" = outcome."offset" and outcome.state is null
    returning delivery.connection, delivery."offset", outcome.code, outcome.attempts
),
remembered as (  -- so that a message can be traced to where it went
    insert into relayed (connection, "offset", outcome, attempts)
    select connection, "offset", code, attempts from done
    on conflict (connection, "offset") do update set
        outcome = excluded.outcome, attempts = excluded.attempts, at = excluded.at
),
kept as (
    update delivery set
        state = outcome.state, attempts = outcome.attempts,
        not_before = coalesce(outcome.not_before, '-infinity'), code = outcome.code, reason = outcome.reason,
        noted_at = now()
    from outcome
    where delivery.connection = outcome.connection and delivery."offset" = outcome."offset" and outcome.state is not null
),
counted as (  -- what the other side will not take, for an administrator's table of refusals
    insert into refusal (day, organisation, source, code, fault, number)
    select
        (now() at time zone 'Asia/Tokyo')::date, connection.organisation, 'adapter:' || connection.name,
        coalesce(outcome.code, ''), '', count(*)
    from outcome
    inner join connection on connection.name = outcome.connection
    where outcome.state = 'parked'
    group by 1, 2, 3, 4
    on conflict (day, organisation, source, code, fault) do update set number = refusal.number + excluded.number
)
select name from held

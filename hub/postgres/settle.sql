-- What became of entries of a connection's inbox: those without a state are delivered or not wanted, and forgotten.
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
),
kept as (
    update delivery set
        state = outcome.state, attempts = outcome.attempts,
        not_before = coalesce(outcome.not_before, '-infinity'), code = outcome.code, reason = outcome.reason,
        noted_at = now()
    from outcome
    where delivery.connection = outcome.connection and delivery."offset" = outcome."offset" and outcome.state is not null
)
select name from held

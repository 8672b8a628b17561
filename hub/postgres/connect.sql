-- Takes a connection in; a new one begins after what its inbox may hold from an earlier life under the same name.
-- Returns a row where something has changed.
insert into connection (name, adapter, organisation, takes_cases, takes_status, position)
values ($1, $2, $3, $4, $5, coalesce((select top from stream where stream.name = 'adapter:' || $1), 0))
on conflict (name) do update set
    adapter = excluded.adapter, organisation = excluded.organisation,
    takes_cases = excluded.takes_cases, takes_status = excluded.takes_status
where (connection.adapter, connection.organisation, connection.takes_cases, connection.takes_status)
    is distinct from (excluded.adapter, excluded.organisation, excluded.takes_cases, excluded.takes_status)
returning name

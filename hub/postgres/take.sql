-- Notes what follows a connection's position in its inbox as waiting, as long as not more than $3 entries are due, and
-- moves the position behind it. Locks the connection's row; returns no row where another node holds it.
with held as (
    select connection.name, connection.position
    from connection
    where connection.name = $1 and connection.holder = $2
    for update
),
room as (
    select $3 - count(*) as left_over
    from delivery
    where delivery.connection = $1 and delivery.state = 'waiting' and delivery.not_before <= $4
),
following as (
    select entry."offset", entry.subject, entry.version
    from held
    inner join stream on stream.name = 'adapter:' || held.name
    inner join stream_entry as entry on entry.stream = stream.id and entry."offset" > held.position
    order by entry."offset"
    limit greatest((select left_over from room), 0)
),
taken as (
    insert into delivery (connection, "offset", subject, version, state)
    select $1, "offset", subject, version, 'waiting' from following
),
moved as (
    update connection set position = (select max("offset") from following)
    where connection.name = $1 and exists (select 1 from following)
)
select (select count(*) from following) as taken from held

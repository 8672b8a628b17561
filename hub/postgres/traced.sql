-- The messages that are meant: by key ($1), by subject ($2) and version ($4), or by stream ($3) and offset ($4).
with sender as (
    select caller.id, caller.organisation from caller
    union all
    select 'adapter:' || connection.name, connection.organisation from connection
),
meant as (
    select journal.subject, journal.version
    from sender
    inner join journal on journal.sender = sender.id and journal.key = $1::uuid
    union all
    select $2::uuid, $4::integer where $2::uuid is not null
    union all
    select entry.subject, entry.version
    from stream
    inner join stream_entry as entry on entry.stream = stream.id and entry."offset" = $4::integer
    where stream.name = $3::text
)
select
    journal.key, journal.kind, journal.subject, journal.version, journal.sender, sender.organisation,
    journal.placed_at, journal.recorded_at
from meant
inner join journal on journal.subject = meant.subject and journal.version = meant.version
left join sender on sender.id = journal.sender
order by journal.recorded_at

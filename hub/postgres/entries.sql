-- The entries of a stream after an offset, each with the sealed projection it points into.
select entry."offset", entry.subject, entry.version, entry.view, projection.sealed
from stream_entry as entry
inner join projection on projection.subject = entry.subject and projection.version = entry.version
where entry.stream = (select id from stream where name = $1) and entry."offset" > $2
order by entry."offset"
limit $3

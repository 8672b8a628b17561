-- The entries of a stream after an offset, each with the sealed projection it points into, and when it was erased.
select entry."offset", entry.subject, entry.version, entry.view, projection.sealed, data_key.erased_at
from stream_entry as entry
inner join projection on projection.subject = entry.subject and projection.version = entry.version
left join data_key on data_key.subject = entry.subject
where entry.stream = (select id from stream where name = $1) and entry."offset" > $2
order by entry."offset"
limit $3

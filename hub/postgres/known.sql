-- The receipts of (sender, key) pairs that are in the journal already.
select journal.sender, journal.key, journal.digest, journal.kind, journal.subject, journal.version,
    journal.recorded_at, journal.placed_at
from unnest($1::text [], $2::uuid []) as asked (sender, key)
inner join journal on journal.sender = asked.sender and journal.key = asked.key

-- Sends parked messages of one connection again: those that were looked at, all of them or none, each written into the
-- audit. The token is used up. Returns how many there are; no row where the token, the number or a message is not as it was.
with asked as (
    delete from replay
    where token_hash = $1 and connection = $2 and caller = $3 and expires_at > now()
        and cardinality(offsets) = $5
        and cardinality(offsets) = (
            select count(*) from delivery
            where delivery.connection = $2 and delivery.state = 'parked' and delivery."offset" = any(replay.offsets)
        )
    returning offsets
),
again as (
    update delivery set state = 'waiting', attempts = 0, not_before = '-infinity', is_replayed = true, noted_at = now()
    from asked
    where delivery.connection = $2 and delivery.state = 'parked' and delivery."offset" = any(asked.offsets)
    returning delivery.subject, delivery.version
),
audited as (
    insert into audit (at, caller, organisation, action, subject, version, disclosed_to, person)
    select now(), $3, $4, 'replay', again.subject, again.version, array['adapter:' || $2], $6 from again
)
select count(*) as replayed from again having count(*) > 0

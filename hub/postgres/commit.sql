-- Makes one batch durable in one statement, and so in one transaction: journal, projection, keys, audit, standings, and
-- one dense offset per receiver. Locks the touched streams in the order of their names until commit; that is what makes
-- offsets dense and commit order the order of every inbox.
with
entry as (
    select *
    from unnest(
        $1::uuid [], $2::integer [], $3::text [], $4::uuid [], $5::bytea [], $6::text [],
        $7::timestamptz [], $8::timestamptz [], $9::bytea [], $10::bytea [], $11::text [], $12::text [], $22::text []
    ) with ordinality as e (
        subject, version, sender, key, digest, kind,
        placed_at, recorded_at, sealed, projection, organisation, addresses, person, place
    )
    where require_durability()  -- else nothing of the batch is stored
),
address as (  -- one row per receiver: `stream>view`, in the order of the batch, counted from each stream's end
    select
        entry.subject, entry.version, split_part(part, '>', 1) as stream, split_part(part, '>', 2) as view,
        row_number() over (partition by split_part(part, '>', 1) order by entry.place desc, turn desc) - 1 as back
    from entry
    cross join lateral string_to_table(entry.addresses, ' ') with ordinality as parts (part, turn)
),
journalled as (
    insert into journal (subject, version, sender, key, digest, kind, placed_at, recorded_at, sealed)
    select subject, version, sender, key, digest, kind, placed_at, recorded_at, sealed from entry
),
projected as (
    insert into projection (subject, version, sealed)
    select subject, version, projection from entry
),
audited as (
    insert into audit (at, caller, organisation, action, subject, version, disclosed_to, person)
    select recorded_at, sender, organisation, kind, subject, version, string_to_array(addresses, ' '), person from entry
),
keyed as (
    insert into data_key (subject, wrapped)
    select * from unnest($13::uuid [], $14::bytea [])
),
left_board as (
    delete from standing
    using unnest($15::text [], $16::uuid []) as gone (stream, subject)
    where standing.stream = gone.stream and standing.subject = gone.subject
),
on_board as (
    insert into standing (stream, subject, near)
    select * from unnest($17::text [], $18::uuid [], $19::smallint [])
    on conflict (stream, subject) do update set near = excluded.near
),
heard as (
    delete from silence
    using unnest($20::uuid [], $21::timestamptz []) as next (subject, due_at)
    where silence.subject = next.subject and next.due_at is null
),
silent as (
    insert into silence (subject, due_at)
    select next.subject, next.due_at
    from unnest($20::uuid [], $21::timestamptz []) as next (subject, due_at)
    where next.due_at is not null
    on conflict (subject) do update set due_at = excluded.due_at, held_until = '-infinity'
),
topped as (
    insert into stream (name, top)
    select stream, count(*) from address group by stream order by stream
    on conflict (name) do update set top = stream.top + excluded.top
    returning id, name, top
),
addressed as (
    insert into stream_entry (stream, "offset", subject, version, view)
    select topped.id, topped.top - address.back, address.subject, address.version, address.view
    from address
    inner join topped on topped.name = address.stream
)
select name, top from topped

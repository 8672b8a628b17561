-- Takes cases in which silence is due to climb and that no node holds, and holds them for a while.
update silence set held_until = now() + $2::interval
where
    subject in (
        select subject from silence
        where due_at <= $1::timestamptz and held_until <= now()
        order by due_at
        limit $3::integer
        for update skip locked
    )
returning subject, due_at

-- Destroys a subject's data key, takes the subject from where it stood, tells those streams, and writes who did it. The
-- streams' rows are locked by whoever calls, in the order of their names, as a commit locks them.
with
numbered as (
    update hub set erasures = erasures + 1 returning erasures
),
destroyed as (
    update data_key set wrapped = null, erasure = numbered.erasures, erased_at = now()
    from numbered
    where data_key.subject = $1 and data_key.wrapped is not null
    returning data_key.subject
),
uncounted as (  -- the row of the case; the numbers it was counted in name nobody and stay
    delete from case_figures using destroyed where case_figures.subject = destroyed.subject
),
left_board as (
    delete from standing using destroyed where standing.subject = destroyed.subject returning standing.stream
),
topped as (
    update stream set top = stream.top + 1
    from left_board
    where stream.name = left_board.stream
    returning stream.id, stream.top
),
told as (
    insert into stream_entry (stream, "offset", subject, version, view)
    select topped.id, topped.top, $1, (select max(version) from journal where subject = $1), 'erased' from topped
)
insert into audit (at, caller, organisation, action, subject)
select now(), $2, $3, 'erase', subject from destroyed
returning subject

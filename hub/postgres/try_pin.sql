-- Counts a try of a person's PIN before it is made, and returns what the PIN is compared with; nothing where the tries
-- are used up, until so long has passed since the last of them that they begin anew.
update person
set pin_tries = case when pin_tried_at <= $3 then 1 else pin_tries + 1 end, pin_tried_at = $2
where id = $1 and pin is not null and not is_revoked and (pin_tries < $4 or pin_tried_at <= $3)
returning pin

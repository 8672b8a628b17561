-- The same as `acts.sql`, of these subjects.
select
    act.id, act.at, act.caller, act.organisation, act.action, act.subject, act.version, act.disclosed_to, begun.kind,
    act.person
from audit as act
left join journal as begun on begun.subject = act.subject and begun.version = 1
where
    act.subject = any($7::uuid []) and act.id < $1 and act.id > $2 and act.at >= $3 and act.at < $4 and ($6::text is null or act.person = $6 or act.caller = $6)
    and (
        $5::text [] is null or act.organisation = any($5)
        or exists (
            select from audit as opening
            where
                opening.subject = act.subject and opening.version = 1 and opening.action = begun.kind
                and opening.organisation = any($5)
        )
    )
order by act.id desc
limit 250

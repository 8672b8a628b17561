-- How the callers of organisations stand: key, when last heard of, and until when a code for them is good.
select
    caller.id, caller.organisation, caller.role, caller.unit, caller.name, caller.is_revoked, caller.bound_at,
    caller.public_key is not null as is_bound, cardinality(caller.system_keys) > 0 as is_system, seen.at as seen_at,
    (select max(code.expires_at) from enrolment_code as code where code.caller = caller.id and code.expires_at > now())
        as code_until
from caller
left join caller_seen as seen on seen.caller = caller.id
where caller.organisation = any($1::text [])
order by caller.organisation, caller.id

-- How the persons of organisations stand: by what they show who they are, and at which devices they are signed in.
select
    person.id, person.organisation, person.name, person.roles, person.is_revoked, person.pin is not null as has_pin,
    person.subject is not null as has_provider,
    (select count(*) from passkey where passkey.person = person.id) as passkeys,
    array(select sign_in.caller from sign_in where sign_in.person = person.id and sign_in.ends_at > now() order by 1)
        as signed_in_at,
    (select max(code.expires_at) from person_code as code where code.person = person.id and code.expires_at > now())
        as code_until
from person
where person.organisation = any($1::text [])
order by person.organisation, person.id

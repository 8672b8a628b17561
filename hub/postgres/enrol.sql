-- Takes a caller in, or replaces it; a device's key that is not given anew stays, and so does a revocation.
insert into caller (id, organisation, role, unit, name, public_key, thumbprint, system_keys, bound_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, case when $7::bytea is not null then now() end)
on conflict (id) do update set
    organisation = $2,
    role = $3,
    unit = $4,
    name = $5,
    public_key = coalesce($6, caller.public_key),
    thumbprint = coalesce($7, caller.thumbprint),
    bound_at = case when $7 is null or $7 = caller.thumbprint then caller.bound_at else now() end,
    system_keys = $8

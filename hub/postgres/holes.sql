-- What is wrong with the second wall: the role is not there or stands above the policies, a table is not behind them, or
-- the role owns one.
select 'role-missing' as hole where not exists (select from pg_roles where rolname = $1)
union all
select 'role-above-policies' from pg_roles where rolname = $1 and (rolsuper or rolbypassrls)
union all
select 'not-behind-wall:' || named.name
from unnest($2::text []) as named (name)
left join pg_class as held on held.oid = to_regclass(named.name)
where not coalesce(held.relrowsecurity, false)
    or not exists (select from pg_policy where pg_policy.polrelid = held.oid and pg_policy.polname in ('own', 'met'))
union all
select 'owned-by-role:' || held.relname
from pg_class as held
where held.relkind = 'r' and pg_get_userbyid(held.relowner) = $1

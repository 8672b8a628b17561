-- Hashes of rows of the audit that are behind the newest one in the tree, or were not there when it was looked for.
with
meant as (
    (select audit.id from audit where audit.id > $1 order by audit.id limit $3)
    union all
    select audit.id from unnest($2::bigint []) as gap (id) inner join audit on audit.id = gap.id
)
select meant.id, sha256('\x00'::bytea || convert_to(leaf.content, 'UTF8')) as hash
from meant
cross join lateral (select audit_leaf.content from audit_leaf where audit_leaf.id = meant.id limit 1) as leaf
order by meant.id

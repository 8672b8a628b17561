-- Hashes of rows of the audit that are behind the newest one in the tree, or were not there when it was looked for.
select
    audit_leaf.id,
    sha256('\x00'::bytea || convert_to(audit_leaf.content, 'UTF8')) as hash
from audit_leaf
where audit_leaf.id > $1 or audit_leaf.id = any($2::bigint [])
order by audit_leaf.id
limit $3

-- How many rows of the audit came behind the last one that stands in the tree.
select count(*) from audit
where id > coalesce((select max(entry) from (select unnest(entries) as entry from audit_tile order by number desc limit 512) as last), 0)

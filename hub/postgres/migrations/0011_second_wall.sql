-- Row-level security: who reads for a caller sees nothing of what that caller never met, whatever the query asks for.
-- The role that reads so, and what it may read at all, stands in `reader_role.sql`: a backup knows no roles.

create index stream_entry_met on stream_entry (subject, stream) where view <> 'patch';  -- to whom a subject ever came

create function reader_names() returns text [] language sql stable parallel safe
return string_to_array(current_setting('hub.reader', true), ' ');

alter table stream enable row level security;
alter table stream_entry enable row level security;
alter table standing enable row level security;
alter table journal enable row level security;
alter table projection enable row level security;
alter table data_key enable row level security;

create policy own on stream using (name = any((select reader_names())::text []));
create policy own on stream_entry using (stream in (select id from stream));
create policy own on standing using (stream = any((select reader_names())::text []));
create policy met on journal using (
    exists (select from stream_entry as came where came.subject = journal.subject and came.view <> 'patch')
);
create policy met on projection using (
    exists (select from stream_entry as came where came.subject = projection.subject and came.view <> 'patch')
);
create policy met on data_key using (
    exists (select from stream_entry as came where came.subject = data_key.subject and came.view <> 'patch')
);

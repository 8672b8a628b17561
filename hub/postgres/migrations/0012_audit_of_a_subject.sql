-- Who saw a case is asked while the hub works.

create index audit_of_subject on audit (subject, id) where subject is not null;

-- A data key can be destroyed; what was erased is numbered, so that every node notices it.

alter table hub add column erasures bigint not null default 0;

alter table data_key
alter column wrapped drop not null,
add column erasure bigint,
add column erased_at timestamptz,
add check (num_nonnulls(wrapped, erasure) = 1 and (erasure is null) = (erased_at is null));

create unique index data_key_erasure on data_key (erasure) where erasure is not null;

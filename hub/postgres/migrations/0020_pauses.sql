-- A connection that an operator has paused: what is for it waits in its inbox.

alter table connection add column is_paused boolean not null default false;

-- The rules of regions, and when silence in a case climbs next.

create table rule_pack (
    region text not null check (region ~ '^[a-z0-9-]{1,40}$'),
    version text not null,
    is_in_force boolean not null,
    loaded_at timestamptz not null default now(),
    details jsonb not null,
    primary key (region, version)
);
create unique index rule_pack_in_force on rule_pack (region) where is_in_force;

create table silence (
    subject uuid primary key,
    due_at timestamptz not null,
    held_until timestamptz not null default '-infinity'
);
create index silence_due on silence (due_at);

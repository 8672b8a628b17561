-- Replays of parked messages that were looked at and wait for their confirmation; each is confirmed once.

create table replay (
    token_hash bytea primary key,
    connection text not null references connection on delete cascade,
    caller text not null,
    offsets bigint [] not null,
    expires_at timestamptz not null
);

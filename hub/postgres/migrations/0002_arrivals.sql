-- What a caller may search: the cases that came to its stream, found without reading the patches between them.
create index stream_entry_arrival on stream_entry (stream, "offset") where view <> 'patch';

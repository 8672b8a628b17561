"""What travels on our own protocols: bytes to submissions, streams to frames, without a socket."""

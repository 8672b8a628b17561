"""Simulated crews, hospitals and command centres of a fictitious prefecture, and the load that measures a hub.

What lives here speaks only the wire (`docs/reference/stream-protocol.md`) and imports neither the hub nor an adapter,
so that it can judge a hub without believing it.
"""

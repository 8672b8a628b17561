"""The edges on HTTP and WebSocket: the only room that imports FastAPI."""

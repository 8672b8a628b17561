"""Pushing outward: what stands in the inbox of a connection is delivered in order, repeated, or parked."""

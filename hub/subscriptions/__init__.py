"""FHIR subscriptions as readers of the stream: there is no second way by which anything is delivered.

The events of a subscription are those entries of its owner's stream, behind the offset at which it began, that its
topic and filters let pass; they are numbered 1, 2, 3 … in the stream's order. That is a function of the stream, so no
event is stored twice and every node counts alike. What of an event may be shown is decided when it is told.
"""

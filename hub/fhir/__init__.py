"""FHIR R4 (4.0.1): how what has happened is written as resources, and who may see which part of them.

Everything here is pure. `normalise` is on the hot path and writes bytes without building models; `fhir.resources` is
imported by `validate` alone, and only when it is called. FHIR's camelCase stays inside this room.
"""

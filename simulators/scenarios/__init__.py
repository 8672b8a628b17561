"""Scenarios (想定): files that say who says what at which time, and what must then be seen, played against a real hub.

The TOML files beside these modules come with the package; the format is `docs/reference/scenario-file.md`. What plays
them speaks only the wire, as a tablet, a screen, a console and an operator's desk do.
"""

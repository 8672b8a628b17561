"""How each event changes a case and its document: one module per group of events, each with its ``CHANGES``."""

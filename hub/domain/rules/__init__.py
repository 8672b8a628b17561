"""Whether a command may happen now: one module per group of kinds, each with its ``RULES``."""

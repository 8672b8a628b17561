"""Logs: one line of JSON an event, with codes and counts; what could be a patient's never gets here."""

import logging
import sys

import structlog


def configure(level: str) -> None:
    """Sets the least level that is logged, and the form of a line."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level.upper())),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
    )
    logging.basicConfig(level=logging.WARNING, format='{"logger":"%(name)s","level":"%(levelname)s"}')

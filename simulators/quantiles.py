"""Quantiles of measured times, by the nearest rank: a figure that was really seen."""

import math
from collections.abc import Sequence


def quantile(ascending: Sequence[float], share: float) -> float:
    """Returns the smallest value that at least this share of the values does not exceed; 0 for none."""
    if not ascending:
        return 0.0
    return ascending[max(0, math.ceil(share * len(ascending)) - 1)]


def milliseconds(seconds: Sequence[float], *shares: float) -> tuple[float, ...]:
    """Returns the quantiles of a list of seconds in milliseconds, with two decimals."""
    ascending = sorted(seconds)
    return tuple(round(quantile(ascending, share) * 1000, 2) for share in shares)

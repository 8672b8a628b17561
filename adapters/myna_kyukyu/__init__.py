"""Myna Kyukyu (マイナ救急): a look at the record behind a patient's card, kept by nobody."""

from adapters.myna_kyukyu.lookup import MynaKyukyu

__all__ = ["MynaKyukyu"]

"""EMIS (広域災害救急医療情報システム): what hospitals say in a disaster, in the documented record, both ways."""

from adapters.emis.emis import Emis

__all__ = ["Emis"]

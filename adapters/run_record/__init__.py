"""救急活動記録票: the record of each closed case as files for the fire department's own system."""

from adapters.run_record.outbound import RunRecord

__all__ = ["RunRecord"]

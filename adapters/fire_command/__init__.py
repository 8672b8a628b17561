"""Fire command systems (消防指令システム): the 119 call opens the case before the crew arrives; changes follow it."""

from adapters.fire_command.inbound import FireCommand

__all__ = ["FireCommand"]

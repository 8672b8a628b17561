"""What the contract needs to know of run records: a folder that can be there, be gone, or be none."""

from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Any, Final

from adapters.run_record.outbound import RunRecord
from hub.adapter_kit import Behaviour, Subject


class FolderCounterpart:
    """A department's system behind a folder."""

    def __init__(self) -> None:
        """Has a place for the folder, and no folder yet."""
        self._place = Path(mkdtemp())
        self._folder = self._place / "drop"
        self.address = str(self._folder)

    @property
    def received(self) -> list[bytes]:
        """What was written, in the order of its names."""
        return [path.read_bytes() for path in sorted(self._folder.glob("*.csv"), reverse=True)]

    @received.setter
    def received(self, _value: list[bytes]) -> None:
        """Is what the folder holds."""

    async def start(self) -> None:
        """Makes the folder."""
        self._folder.mkdir(parents=True, exist_ok=True)

    async def stop(self) -> None:
        """Takes it away, and all that is in it."""
        rmtree(self._place, ignore_errors=True)

    def behave(self, behaviour: Behaviour) -> None:
        """Is no folder any more where it shall fail."""
        if behaviour is Behaviour.ERROR:
            rmtree(self._folder)
            self._folder.touch()


def options(address: str, _folder: Path) -> dict[str, Any]:
    """Returns options for a folder."""
    return {"folder": address, "encoding": "shift-jis", "unwritable": "park"}


SUBJECT: Final = Subject(
    adapter=RunRecord, folder=Path(__file__).parent, options=options, counterpart=FolderCounterpart
)

"""The folder that the department's system takes records from: a file is there whole or not, and no revision twice."""

import os
from pathlib import Path
from typing import Final

_MODE: Final = 0o640


class Drop:
    """Writes into one folder."""

    def __init__(self, folder: Path) -> None:
        """Takes the folder; it must be there already, for a mount that is missing must not be filled."""
        self._folder = folder

    def check(self) -> str | None:
        """Returns why nothing can be written there, None where it can."""
        if not self._folder.is_dir():
            return "no-folder"
        return None if os.access(self._folder, os.W_OK | os.X_OK) else "not-writable"

    def has(self, name: str) -> bool:
        """Tells whether a file of this name is there."""
        return (self._folder / name).exists()

    def put(self, name: str, content: bytes) -> None:
        """Writes a file; one of this name that is there already stays as it is.

        One node at a time writes for a connection, so that nobody comes between the look and the rename. A hard link
        would be exclusive by itself, and file shares do not have them.

        Raises:
            OSError: It is not written.
        """
        if self.has(name):
            return
        part = self._folder / f".{name}.part"
        with part.open("wb") as file:
            os.fchmod(file.fileno(), _MODE)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.rename(self._folder / name)

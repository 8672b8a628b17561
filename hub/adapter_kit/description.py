"""The rules of every adapter: what it says of itself, held against what it is."""

import ast
import importlib.util
import re
from typing import Final

from pydantic import ValidationError

from hub.adapter_kit.trial import BrokenRuleError, Trial, demand
from hub.sdk import Adapter, Direction, Inbound, Lookup, Outbound

_BASES: Final = {Direction.OUTBOUND: Outbound, Direction.INBOUND: Inbound, Direction.LOOKUP: Lookup}
_SECRETIVE: Final = re.compile(r"secret|token|password|(^|_)key($|_)")
_DOES_IO: Final = frozenset({"asyncio", "httpx", "socket", "ssl", "subprocess", "urllib", "requests", "threading"})
_HEADINGS: Final = ("Reaches", "Sees", "Legal basis", "Set-up", "Limits")


class Description(Trial):
    """Rules about what it says, writes and names."""

    of = Adapter

    # Bronze.

    async def manifest(self) -> None:
        """Tries that its manifest is complete, and true of it."""
        said = self._manifest
        true = {direction for direction, base in _BASES.items() if issubclass(self._subject.adapter, base)}
        demand(said.directions == true, "directions are not what it inherits")
        demand(len(said.title) == len(set(said.title)) and all(said.title), "its title is wanted in both languages")
        demand(said.legal_basis, "a legal basis is wanted")
        demand(said.version, "a version is wanted")

    async def options(self) -> None:
        """Tries that its options are typed, and hold no secret."""
        other = self._subject.counterpart()
        await other.start()
        options = self._subject.options(other.address, self._folder)
        await other.stop()
        self._manifest.config.model_validate(options)
        for name, held in self._manifest.config.model_fields.items():
            is_open = held.annotation is str and _SECRETIVE.search(name) and not name.endswith("_id")
            demand(not is_open, f"the option {name} looks like a secret and is no file")
        try:
            self._manifest.config.model_validate({**options, "no_such_option": 1})
        except ValidationError:
            return
        raise BrokenRuleError("an option that it does not know is taken")

    # Gold.

    async def page(self) -> None:
        """Tries that its page has what an operator looks for."""
        page = self._page()
        missing = [heading for heading in _HEADINGS if not re.search(rf"^## {heading}", page, flags=re.MULTILINE)]
        demand(not missing, f"its page has no section {', '.join(missing)}")
        demand("not certified" in page, "its page does not say that it is not certified")

    # Platinum.

    async def pure(self) -> None:
        """Tries that its mapping imports and opens nothing."""
        tree = ast.parse((self._subject.folder / "mapping.py").read_text(encoding="utf-8"))
        imported = {
            alias.name.partition(".")[0]
            for node in ast.walk(tree)
            if isinstance(node, ast.Import)
            for alias in node.names
        }
        imported |= {str(node.module).partition(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        demand(not imported & _DOES_IO, f"mapping.py imports {', '.join(sorted(imported & _DOES_IO))}")
        opens = any(isinstance(node, ast.Name) and node.id == "open" for node in ast.walk(tree))
        demand(not opens, "mapping.py opens files")

    async def simulator(self) -> None:
        """Tries that its counterpart has a simulator."""
        named = self._claim.simulator
        demand(named is not None and importlib.util.find_spec(named), "quality.toml names no simulator that exists")

    async def bilingual(self) -> None:
        """Tries that every section of its page is in both languages."""
        sections = re.split(r"^## ", self._page(), flags=re.MULTILINE)[1:]
        silent = [each.splitlines()[0] for each in sections if not re.search(r"[ぁ-んァ-ヶ一-龠]{4,}", each)]
        demand(not silent, f"no Japanese in {', '.join(silent)}")

    def _page(self) -> str:
        return (self._subject.folder / "README.md").read_text(encoding="utf-8")

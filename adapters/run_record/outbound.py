"""Run records as an adapter: a mapping, a table, a sheet, and a folder."""

from adapters.run_record.drop import Drop
from adapters.run_record.manifest import MANIFEST, Form, RunRecordConfig, Unwritable
from adapters.run_record.mapping import EMPTY, is_due, values
from adapters.run_record.sheet import content, printer
from adapters.run_record.table import table
from hub.sdk import Broken, Delivered, Message, NotReady, Outbound, Outcome, Readiness, Ready, Refused, TryLater
from hub.sdk.paper import NoPrinterError, Printer


class RunRecord(Outbound):
    """Writes a record when a case is closed, and a new revision whenever something comes late."""

    manifest = MANIFEST

    def __init__(self, config: RunRecordConfig) -> None:
        """Takes where to, and in which layout."""
        super().__init__(config)
        self._layout = config.layout
        self._drop = Drop(config.folder)
        self._printer: Printer | None = None

    async def check(self) -> Readiness:
        """Looks whether the folder can be written to, and once whether there is what prints, and a sheet to print."""
        if Form.PDF in self.config.forms and self._printer is None:
            try:
                self._printer = self._proven()
            except (RuntimeError, OSError) as error:
                reason = str(error) if isinstance(error, NoPrinterError) else f"template ({type(error).__name__})"
                return Broken(reason)
        missing = self._drop.check()
        return Ready() if missing is None else NotReady(missing)

    async def deliver(self, message: Message) -> Outcome:
        """Writes the record of a closed case, once for each version; of an open one there is none yet."""
        if not is_due(message):
            return Delivered("no-record-yet")
        name = file_name(message)
        held = values(message, self.config.names)
        written = table(held, self._layout, self.config.encoding)
        if written.lost and self.config.unwritable is Unwritable.PARK:
            return Refused("unwritable", f"signs that the encoding does not have, in {', '.join(written.lost)}")
        try:
            if Form.PDF in self.config.forms:
                self._print(name, message, held)
            if Form.CSV in self.config.forms:  # last, so that who waits for it finds the sheet beside it
                self._drop.put(f"{name}.csv", written.content)
        except (OSError, RuntimeError) as error:
            return TryLater(type(error).__name__)
        return Delivered(name)

    def _print(self, name: str, message: Message, held: dict[str, str]) -> None:
        if self._drop.has(f"{name}.pdf"):
            return
        printing = self._printer = self._printer or printer(self.config.template)
        shown = content(message, held, self._layout, self.config.names)
        self._drop.put(f"{name}.pdf", printing.print(shown, message.recorded_at))

    def _proven(self) -> Printer:
        """Returns a printer that has printed an empty record."""
        printing, held = printer(self.config.template), values(EMPTY, {})
        printing.print(content(EMPTY, held, self._layout, {}), EMPTY.recorded_at)
        return printing


def file_name(message: Message) -> str:
    """Returns the name of a revision, the same for every repetition; it says nothing of the patient."""
    kind = "exercise" if message.is_exercise else "record"
    return f"{kind}-{message.subject}-v{message.version:04}"

"""The command line of the simulators: `python -m simulators prefecture|run|ground|scenario|bench|reads|emis|…`."""

import signal
import sys
from pathlib import Path
from typing import Annotated

import msgspec
import typer
import uvloop

from simulators import enrolment, rules
from simulators import prefecture as fiction
from simulators.run import Options, RunFailedError, report

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)


@app.command()
def prefecture(
    out: Annotated[Path, typer.Option(help="Folder to write into")],
    seed: Annotated[int, typer.Option(help="The same seed gives the same prefecture")] = 34,
    units: Annotated[int, typer.Option(min=1, max=20_000, help="Ambulance units")] = 130,
    hospitals: Annotated[int, typer.Option(min=2, max=5_000, help="Hospitals")] = 60,
) -> None:
    """Writes a fictitious prefecture: enrolment.json and rules.toml for the hub, keys.json for the simulators."""
    made = fiction.build(seed, units=units, hospitals=hospitals)
    written = enrolment.write(made, out)
    rules.write("demonstration", out, [department.id for department in made.departments])
    typer.echo(f"{len(written.organisations)} organisations, {len(written.callers)} callers in {out}")


@app.command()
def run(  # noqa: PLR0913, PLR0917 - one argument for each option
    hub: Annotated[str, typer.Option(help="Address of the hub")],
    folder: Annotated[Path, typer.Option("--dir", help="Folder of the prefecture")],
    speed: Annotated[float, typer.Option(min=0.1, max=600, help="How many times faster than life")] = 20.0,
    seconds: Annotated[float | None, typer.Option(min=1, help="Stop opening cases after so many seconds")] = None,
    headless: Annotated[  # noqa: FBT002 - a switch
        bool, typer.Option("--headless", help="Plain lines; the last one is JSON")
    ] = False,
    seed: Annotated[int, typer.Option(help="The same seed gives the same cases")] = 34,
    cases_at_once: Annotated[int, typer.Option(min=1, help="Cases at the same time, at most")] = 1_000,
    hour: Annotated[float, typer.Option(min=0, max=24, help="Hour of the day at which the run begins")] = 10.0,
    patience: Annotated[float, typer.Option(min=0, help="Seconds a visitor has to answer; 0: is not asked")] = 90.0,
    neighbours: Annotated[Path | None, typer.Option(help="File of the outside systems to run beside it")] = None,
    ground: Annotated[Path | None, typer.Option(help="Folder of the exercise ground: plays scenarios there")] = None,
) -> None:
    """Lets the whole prefecture work against a hub, then judges whether anything was lost or came twice."""
    from simulators import show  # noqa: PLC0415 - only this command needs what it needs

    options = Options(
        hub=hub.rstrip("/"),
        folder=folder,
        speed=speed,
        seconds=seconds,
        headless=headless,
        seed=seed,
        most_at_once=cases_at_once,
        first_hour=hour,
        patience_s=patience or None,
    )
    try:
        shown = uvloop.run(show.show(options, neighbours, ground))
    except RunFailedError as error:
        typer.echo(f"simulators: {error}", err=True)
        raise typer.Exit(2) from error
    for fault in shown.faults:
        typer.echo(fault, err=True)
    typer.echo(report(shown.verdict, **shown.sections))
    raise typer.Exit(0 if shown.is_good else 1)


@app.command()
def ask(  # noqa: PLR0913, PLR0917 - one argument for each option
    caller: Annotated[str, typer.Argument(help="Who asks")],
    method: Annotated[str, typer.Argument(help="GET or POST")],
    path: Annotated[str, typer.Argument(help="What is asked for")],
    body: Annotated[str | None, typer.Argument(help="JSON to post")] = None,
    hub: Annotated[str, typer.Option(help="Address of the hub")] = "http://127.0.0.1:8080",
    folder: Annotated[Path, typer.Option("--dir", help="Folder of the prefecture")] = Path(".kyukyu/demo/prefecture"),
) -> None:
    """Asks a hub as one of the callers of a prefecture and prints the answer; 1 where it is refused."""
    credential = enrolment.read(folder).credential(hub.rstrip("/"), caller)
    said = None if body is None else msgspec.Raw(body.encode())
    answer = uvloop.run(credential.ask(method, path, said))
    typer.echo(answer.body.decode())
    raise typer.Exit(0 if answer.status < 400 else 1)  # noqa: PLR2004 - where errors begin


@app.command()
def ground(out: Annotated[Path, typer.Option(help="Folder to write into")]) -> None:
    """Writes the exercise ground: enrolment.json and rules.toml for the hub, keys.json for the parties."""
    from simulators.scenarios import ground as exercise  # noqa: PLC0415 - only this command needs it

    written = enrolment.write(exercise.ground(), out)
    rules.write(exercise.RULES, out)
    typer.echo(f"{len(written.organisations)} organisations, {len(written.callers)} callers in {out}")


@app.command()
def scenario(
    names: Annotated[list[str] | None, typer.Argument(help="Names, or .toml files; all where none is given")] = None,
    hub: Annotated[str, typer.Option(help="Address of the hub")] = "http://127.0.0.1:8080",
    folder: Annotated[Path, typer.Option("--dir", help="Folder of the exercise ground")] = Path(".kyukyu/ground"),
    speed: Annotated[float, typer.Option(min=0.1, max=3_600, help="How many times faster than life")] = 60.0,
    check: Annotated[bool, typer.Option("--check", help="Only read them")] = False,  # noqa: FBT002 - a switch
) -> None:
    """Plays scenarios against a hub; 1 where a party did not see what it should, or something was lost."""
    from simulators.clock import Clock  # noqa: PLC0415 - only this command needs it
    from simulators.scenarios import drill, reader  # noqa: PLC0415 - the same

    try:
        scripts = [reader.find(name) for name in names or reader.names()]
        if check:
            typer.echo("\n".join(f"{it.name}: {it.title} / {it.title_en}" for it in scripts))
            return
        drilled = uvloop.run(
            drill.drill(scripts, hub.rstrip("/"), folder, Clock(speed), lambda it: _say(drill.told(it)))
        )
    except (reader.ScriptError, drill.DrillFailedError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error
    for fault in drilled.verdict.faults:
        typer.echo(fault, err=True)
    typer.echo(msgspec.json.encode(drilled.report()).decode())
    raise typer.Exit(0 if drilled.is_good else 1)


def _say(lines: list[str]) -> None:
    typer.echo("\n".join([*lines, ""]))


@app.command()
def bench(  # noqa: PLR0913, PLR0917 - one argument for each option
    out: Annotated[Path, typer.Option(help="Folder of the figures")] = Path("docs/performance"),
    data_dir: Annotated[Path, typer.Option(help="Folder of the fresh database")] = Path(".kyukyu/bench"),
    quick: Annotated[  # noqa: FBT002 - a switch
        bool, typer.Option("--quick", help="Seconds instead of minutes: everything once, figures of no weight")
    ] = False,
    seconds: Annotated[float, typer.Option(min=1, help="Length of each step")] = 10.0,
    fleet: Annotated[int, typer.Option(min=0, help="Tablets of the last two steps")] = 5_400,
    hub: Annotated[str | None, typer.Option(help="A hub that runs already, instead of a fresh one")] = None,
    folder: Annotated[Path | None, typer.Option("--dir", help="Folder of the prefecture enrolled there")] = None,
) -> None:
    """Measures a hub on this machine, a fresh one unless told otherwise, and the floor beside it."""
    from simulators import bench as benchmark  # noqa: PLC0415 - only a benchmark needs what it needs
    from simulators import figures  # noqa: PLC0415 - the same
    from simulators.stage import BenchFailedError  # noqa: PLC0415 - the same

    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that what was started is ended
    plan = benchmark.Plan(data_dir=data_dir.absolute(), seconds=seconds, fleet=fleet, hub=hub, folder=folder)
    try:
        found = benchmark.bench(benchmark.quick(plan) if quick else plan)
    except BenchFailedError as error:
        typer.echo(f"bench: {error}", err=True)
        raise typer.Exit(2) from error
    figures.write(found, out)
    typer.echo(f"figures in {out}")


@app.command()
def reads(
    hub: Annotated[str, typer.Option(help="Address of the hub")],
    folder: Annotated[Path, typer.Option("--dir", help="Folder of the prefecture")],
    seconds: Annotated[float, typer.Option(min=0.2, help="Length of each step")] = 5.0,
) -> None:
    """Measures how fast a hub is read and searched over FHIR."""
    from simulators import reads as readers  # noqa: PLC0415 - only this command needs it

    try:
        found = uvloop.run(readers.measure(hub.rstrip("/"), folder, seconds))
    except readers.ReadsFailedError as error:
        typer.echo(f"reads: {error}", err=True)
        raise typer.Exit(2) from error
    typer.echo(readers.markdown(found))


@app.command()
def emis(
    token_file: Annotated[Path, typer.Option(help="File of the token that it knows")],
    port: Annotated[int, typer.Option(min=0, help="Port on this machine")] = 8201,
    hospitals: Annotated[int, typer.Option(min=0, max=100_000, help="Invented hospitals that it holds")] = 10_000,
) -> None:
    """Runs a simulated EMIS; `PUT /faults` and `PUT /says` command it."""
    from simulators import emis as simulated  # noqa: PLC0415 - only this command needs it
    from simulators import emis_file  # noqa: PLC0415 - the same

    server = simulated.Server(token_file.read_text(encoding="ascii").strip())
    server.held.hospitals.update({row["hcode"]: row for row in emis_file.nationwide(hospitals)})
    uvloop.run(server.serves(port))


@app.command()
def operators(
    token_file: Annotated[Path, typer.Option(help="File of the token that they know")],
    number: Annotated[int, typer.Option(min=1, max=100, help="Operators, from op-01 on")] = 3,
    port: Annotated[int, typer.Option(min=0, help="Port of the first on this machine; the next ones follow")] = 8301,
    seed: Annotated[int, typer.Option(help="The same seed gives the same answers")] = 34,
) -> None:
    """Runs simulated dispatch systems of private transport; `PUT /orders`, `/fleet` and `/says` command each."""
    from simulators import operators as simulated  # noqa: PLC0415 - only this command needs it

    uvloop.run(simulated.serve(number, token_file.read_text(encoding="ascii").strip(), port, seed))


@app.command("fire-command")
def fire_command(  # noqa: PLR0913, PLR0917 - one argument for each option
    token_file: Annotated[Path, typer.Option(help="File of the token that it knows")],
    port: Annotated[int, typer.Option(min=0, help="Port on this machine")] = 8202,
    unit: Annotated[list[str] | None, typer.Option(help="An ambulance unit as it names it; again for each")] = None,
    calls: Annotated[int, typer.Option(min=0, help="Calls that come in; 0: none by themselves")] = 100,
    speed: Annotated[float, typer.Option(min=0.1, max=600, help="How many times faster than life")] = 1.0,
    hour: Annotated[float, typer.Option(min=0, max=24, help="Hour of the day at which it begins")] = 10.0,
    seed: Annotated[int, typer.Option(help="The same seed gives the same calls")] = 34,
) -> None:
    """Runs a simulated command system; `PUT /faults` and `PUT /says` command it."""
    from simulators import calls as taken  # noqa: PLC0415 - only this command needs it
    from simulators import fire_command as simulated  # noqa: PLC0415 - the same

    server = simulated.Server(token_file.read_text(encoding="ascii").strip(), seed)
    coming = taken.calls(seed, unit or ["救急1", "救急2"], hour)
    uvloop.run(server.serves(port, lambda: simulated.plays(coming, server.says, speed, calls)))


@app.command("emis-file")
def write_emis_file(
    out: Annotated[Path, typer.Argument(help="Where to")],
    hospitals: Annotated[int, typer.Option(min=1, max=100_000, help="Invented hospitals")] = 10_000,
    wrong: Annotated[int, typer.Option(min=0, help="Lines that are wrong")] = 0,
) -> None:
    """Writes a file of hospitals as EMIS exports it, with lines that are wrong on purpose."""
    from simulators import emis_file  # noqa: PLC0415 - only this command needs it

    out.write_bytes(emis_file.written(emis_file.nationwide(hospitals, min(wrong, hospitals))))


@app.command()
def hl7v2(
    port: Annotated[int, typer.Option(min=0, help="Port on this machine")] = 2575,
    certificate: Annotated[Path | None, typer.Option(help="PEM of its certificate with the key; plain without")] = None,
    client_authority: Annotated[Path | None, typer.Option(help="PEM of who certifies clients; then it asks")] = None,
) -> None:
    """Runs a simulated hospital's system that takes HL7 v2.5; a line of JSON on standard input commands it."""
    from simulators import hl7v2 as simulated  # noqa: PLC0415 - only this command needs it

    for line in simulated.Server(simulated.proof(certificate, client_authority)).serves(port, sys.stdin):
        typer.echo(line)


@app.command()
def myna(  # noqa: PLR0913, PLR0917 - one argument for each option
    token_file: Annotated[Path, typer.Option(help="File of the token that it knows")],
    port: Annotated[int, typer.Option(min=0, help="Port on this machine")] = 8202,
    people: Annotated[int, typer.Option(min=0, max=100_000, help="Invented people with a card")] = 1_000,
    seed: Annotated[int, typer.Option(help="The same seed gives the same people")] = 34,
    certificate: Annotated[Path | None, typer.Option(help="PEM of its certificate with the key; plain without")] = None,
    client_authority: Annotated[Path | None, typer.Option(help="PEM of who certifies clients; then it asks")] = None,
) -> None:
    """Runs a simulated マイナ救急; `PUT /faults` and `PUT /says` command it. Says whose card it knows first."""
    from datetime import UTC, datetime  # noqa: PLC0415 - only this command needs it

    from simulators import myna as simulated  # noqa: PLC0415 - the same
    from simulators import myna_people  # noqa: PLC0415 - the same
    from simulators.hl7v2 import proof  # noqa: PLC0415 - the same

    known = myna_people.people(people, datetime.now(UTC).date(), seed)
    for person in known[:5]:
        typer.echo(f"{person.reading}  {person.card.value}  {' '.join(person.face.values())}")
    server = simulated.Server(token_file.read_text(encoding="ascii").strip(), known, seed)
    uvloop.run(server.serves(port, proof(certificate, client_authority)))


@app.command()
def run_record(folder: Annotated[Path, typer.Argument(help="Folder that records are put into")]) -> None:
    """Runs a simulated record system behind a folder; `{"state": "away"}` on a line of standard input commands it."""
    from simulators import run_record as simulated  # noqa: PLC0415 - only this command needs it

    for line in simulated.RecordSystem(folder).serves(sys.stdin):
        typer.echo(line)


@app.command(hidden=True)
def load(
    hub: Annotated[str, typer.Option()],
    folder: Annotated[Path, typer.Option("--dir")],
    seed: Annotated[int, typer.Option()] = 34,
    bare: Annotated[bool, typer.Option("--bare")] = False,  # noqa: FBT002 - a switch
) -> None:
    """Generates load as the benchmark orders over standard input."""
    from simulators import worker  # noqa: PLC0415 - only this process needs it

    uvloop.run(worker.serve(hub.rstrip("/"), folder, seed, is_bare=bare))


@app.command(hidden=True)
def bare_relay(folder: Annotated[Path, typer.Option("--dir")], port: Annotated[int, typer.Option()]) -> None:
    """Runs the floor under a hub: it passes on and keeps nothing."""
    from simulators import floor  # noqa: PLC0415 - only this process needs it

    uvloop.run(floor.relay(folder, port))


if __name__ == "__main__":
    sys.exit(app())

"""The command `kyukyu rules`: the rules by which regions ask their hospitals, checked, loaded, listed and ended."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hub.errors import InvalidSubmissionError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hub.errors import Issue

rules = typer.Typer(help="Rules of a region for asking hospitals. 実施基準", no_args_is_help=True)

File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A rule pack (TOML). 実施基準ファイル")]


@rules.command()
def check(file: File) -> None:
    """実施基準ファイルに誤りがないか確認します。 Tells every fault of a rule pack; 1 where there is one."""
    from hub import rule_book

    try:
        pack = rule_book.read(file)
    except InvalidSubmissionError as error:
        raise _told(error.issues) from None
    typer.echo(f"{pack.region} {pack.version}: OK. 誤りはありません。")


@rules.command()
def load(file: File) -> None:
    """実施基準を適用します。 Puts a rule pack in force at every node; loading it again changes nothing."""
    from hub import rule_book, settings

    try:
        pack = rule_book.load(settings.load(), file)
    except InvalidSubmissionError as error:
        raise _told(error.issues) from None
    typer.echo(f"{pack.region} {pack.version} is in force for {' '.join(pack.departments)}. 適用しました。")


@rules.command("list")
def list_() -> None:
    """実施基準の版の一覧を表示します。 Lists every version that was loaded, and which are in force."""
    from hub import rule_book, settings

    for each in rule_book.listed(settings.load()):
        state = "in force 適用中" if each.is_in_force else "kept 保存"
        typer.echo(
            f"{each.pack.region}  {each.pack.version}  {each.loaded_at:%Y-%m-%d %H:%M}  {state}  {each.pack.name}"
        )


@rules.command()
def end(region: Annotated[str, typer.Argument(help="Id of the region. 地域のID")]) -> None:
    """地域の実施基準の適用をやめます。 Lets a region be without rules; what was in force is kept."""
    from hub import rule_book, settings

    rule_book.end(settings.load(), region)
    typer.echo(f"{region} has no rules now. 適用を終了しました。")


def _told(issues: Iterable[Issue]) -> typer.Exit:
    for each in issues:
        typer.echo(
            f"{each.path or 'file'}: {each.ja}\n{' ' * len(each.path or 'file')}  {each.en} ({each.code})", err=True
        )
    return typer.Exit(1)

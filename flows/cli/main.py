"""`brief`: the command line for analysts. Imports nothing heavy before a command needs it."""

from __future__ import annotations

import errno
from importlib import import_module
from keyword import iskeyword
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import click

from flows.cli.kit import PIPE_CLOSED, nobody_reads
from flows.settings import load_settings

EXIT_CODES = "Exit codes: 0 done, 2 usage, 3 stale data used, 4 validation failed, 5 source unavailable."


class Commands(click.Group):
    """The commands of this folder, a file each, and what becomes of the errors of the program.

    A command is imported when it is called; an error becomes one clear message and the right exit code.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        names = (found.name.rstrip("_") for found in iter_modules([str(Path(__file__).parent)]))
        return sorted(name for name in names if self.get_command(ctx, name))

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        stem = name + "_" * iskeyword(name)  # import_.py
        if name == "main" or not (Path(__file__).parent / f"{stem}.py").exists():
            return None
        return next(
            (one for one in vars(import_module(f"flows.cli.{stem}")).values()
             if isinstance(one, click.Command) and one.name == name),
            None,
        )  # fmt: skip

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except KeyboardInterrupt:
            raise click.Abort() from None
        except Exception as error:
            if isinstance(error, BrokenPipeError) and nobody_reads():
                ctx.exit(PIPE_CLOSED)
            code = _exit_code(error)
            if code is None:
                raise
            click.echo(f"Error: {error}{_advice(error)}", err=True)
            ctx.exit(code)


def _advice(error: Exception) -> str:
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return (
            f". No room is left in {load_settings().data} (BRIEF_DATA): free some, or name another folder, and run "
            "this again. What was stored and published before is intact."
        )
    return ""


def _exit_code(error: Exception) -> int | None:
    """Return the exit code of an error the program knows; None for a fault of the program itself."""
    from flows.errors import UNAVAILABLE, USAGE, VALIDATION, StepError
    from flows.lock import Locked
    from sources.errors import SourceError
    from transforms.edition.manifest import EditionError

    if isinstance(error, StepError):
        return error.exit_code
    if isinstance(error, EditionError):
        return USAGE
    if isinstance(error, SourceError):
        return VALIDATION
    if isinstance(error, Locked | OSError):
        return UNAVAILABLE
    if isinstance(error, ValueError) and "BRIEF_" in str(error):
        return USAGE
    return None


@click.group(
    cls=Commands, epilog=EXIT_CODES, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(package_name="regional-shortage-briefs", prog_name="brief")
@click.pass_context
def main(ctx: click.Context) -> None:
    """Regional shortage briefs: which occupations are short, and where recognised qualifications come from.

    \b
    Typical use:
      brief fetch                  fetch from the publishers what is due
      brief import downloads/      recognise and store files that came by hand
      brief build                  make an edition of what is stored
      brief render bochum          write the PDF brief of a region
      brief explain bochum 262     say how an estimate in it comes about
    Everything is kept under one folder: BRIEF_DATA (default: data/ of the project).
    """
    ctx.obj = load_settings()


if __name__ == "__main__":
    main()

"""The console command `carryover`: a table of words, each naming the function that does it.

Promises: a word that needs no database loads no Django and no database driver. What a person can get wrong
ends as one sentence and status 2; what the program got wrong ends as one sentence and status 1; `--debug`
shows the traceback of either.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from importlib import import_module

from carryover.site.arguments import Arguments
from carryover.site.home import CannotStart


class Needs(Enum):
    """What must stand before the function is called."""

    NOTHING = "nothing"
    DATABASE = "database"  # the server runs and the roles exist; Django is the function's own affair
    TABLES = "tables"  # the database is migrated and Django is set up


@dataclass(frozen=True)
class Command:
    """A word of the command line. `target` is `module:function`; the function gets the rest of the line."""

    word: str
    target: str
    needs: Needs
    summary: str


COMMANDS = (
    Command("serve", "carryover.site.serving:main", Needs.NOTHING, "start everything and show the address"),
    Command(
        "migrate", "carryover.site.migrating:main", Needs.DATABASE, "bring the tables up to this version"
    ),
    Command(
        "begin",
        "carryover.site.beginning:main",
        Needs.TABLES,
        "enter a real district and its first administrator",
    ),
    Command("add-school", "carryover.site.beginning:add_school", Needs.TABLES, "enter one more school"),
    Command("demo", "carryover.site.demo.load:main", Needs.TABLES, "load the made-up demo district"),
    Command(
        "verify",
        "carryover.site.verifying:main",
        Needs.TABLES,
        "check that nobody rewrote what was recorded or signed",
    ),
    Command("let-in", "carryover.site.letting_in:main", Needs.TABLES, "let somebody in who cannot sign in"),
    Command("manage", "carryover.site.managing:main", Needs.DATABASE, "Django's own commands"),
)


def main(line: Sequence[str] | None = None) -> int:
    """Run one command line (the process's own by default) and answer its exit status."""
    words = list(sys.argv[1:] if line is None else line)
    debug = "--debug" in words
    command, rest = _understood([word for word in words if word != "--debug"])
    try:
        return _run(command, rest)
    except CannotStart as refused:
        if debug:
            raise
        print(refused.sentence, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        sys.stderr.close()
        return 1
    except Exception as error:
        if debug or command.word == "manage":
            raise
        said = " ".join(str(error).split()) or "no message"
        print(f"carryover {command.word} failed: {type(error).__name__}: {said}", file=sys.stderr)
        print(f"Run `carryover {command.word} --debug` to see where.", file=sys.stderr)
        return 1


def _understood(words: list[str]) -> tuple[Command, list[str]]:
    parser = Arguments(
        prog="carryover", description="Carries each student's plan into the school day, and back."
    )
    parser.add_argument("--debug", action="store_true", help="show the traceback of a failure")
    parts = parser.add_subparsers(dest="word", metavar="command", required=True)
    for command in COMMANDS:
        # The rest of the line is for the command's own parser, so no character begins an option here.
        part = parts.add_parser(command.word, help=command.summary, add_help=False, prefix_chars="\0")
        part.add_argument("rest", nargs="*")
    found = parser.parse_args(words)
    return next(command for command in COMMANDS if command.word == found.word), list(found.rest)


def _run(command: Command, rest: list[str]) -> int:
    if command.needs is Needs.NOTHING:
        return _function(command)(rest)
    starting = import_module("carryover.site.starting")
    if {"-h", "--help"} & set(rest):
        return _with_django(command)(rest) if command.needs is Needs.TABLES else _function(command)(rest)
    if "--today" in rest[:-1]:
        # Settings are read once, before the function sees its words.
        os.environ["CARRYOVER_TODAY"] = rest[rest.index("--today") + 1]
    with starting.ready(os.environ):
        if command.needs is Needs.TABLES:
            import_module("carryover.site.migrating").main([])
            return _with_django(command)(rest)
        return _function(command)(rest)


def _with_django(command: Command) -> Callable[[list[str]], int]:
    import_module("carryover.site.migrating").set_up()
    return _function(command)


def _function(command: Command) -> Callable[[list[str]], int]:
    module, _, name = command.target.partition(":")
    function: Callable[[list[str]], int] = getattr(import_module(module), name)
    return function


if __name__ == "__main__":
    sys.exit(main())

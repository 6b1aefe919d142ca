"""Command lines that answer a mistake with one sentence."""

from __future__ import annotations

import argparse
from datetime import date
from typing import NoReturn


class Arguments(argparse.ArgumentParser):
    """Like argparse's parser; a mistake ends the program with status 2 and one sentence on standard error."""

    def error(self, message: str) -> NoReturn:
        """Say what was wrong and where to read on, without the usage block."""
        self.exit(2, f"{self.prog}: {message}. `{self.prog} --help` lists what is possible.\n")


def day(text: str) -> date:
    """A date as people type it for a computer, year first. The mistake is told by the parser."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date like 2026-10-20") from error


def port(text: str) -> int:
    """A port number from 1 to 65535. The mistake is told by the parser."""
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 65535):
        raise argparse.ArgumentTypeError(f"{text!r} is not a port number from 1 to 65535")
    return int(text)

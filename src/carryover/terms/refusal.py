"""A refusal is an answer with a reason, not an error string."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Refusal:
    """What somebody tried, why it was not done, and who can do it or lift it, in the asker's words.

    `code` is stable for machines; `source` cites the clause or the rule where there is one.
    """

    tried: str
    why: str
    who_can: str
    code: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        if not (self.tried and self.why and self.who_can):
            raise ValueError("a refusal says what was tried, why not, and who can")

    def __str__(self) -> str:
        return f"{self.tried}: {self.why} {self.who_can}"


class Refused(Exception):
    """Raised by an act that will not be done; carries the refusal to the screen or the API."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(str(refusal))
        self.refusal = refusal

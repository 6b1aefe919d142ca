"""Sends hostile requests in process, each undone afterwards, and judges every answer."""

from __future__ import annotations

import io
import re
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection, connections, transaction
from django.http.cookie import SimpleCookie
from django.test import Client
from pypdf import PdfReader

from hostile.corpus import MARK, PRODUCT
from hostile.making import Sent

PATIENCE = 2.0
"""Seconds of work after which an answer counts as hanging, and for any one question to the database. A bound, not a
measure: on a busy machine the clock runs while nobody works, so work is what counts."""
ON_THE_CLOCK = 60.0
"""For whoever waits and does not work."""

INNARDS = re.compile(
    r"Traceback \(most|File \"/|site-packages|\bpsycopg|django\.(db|core|http)|DETAIL:|relation \"|syntax error at"
    r"|Exception Type|\bNoneType\b|object at 0x"
)
STYLE_PAGE = "/look/gallery/"
"""Shows everybody a made-up name that somebody in the made-up district bears too."""
COOKIES = {"sessionid", "csrftoken", "language", "display", "known"}


@dataclass
class Person:
    """Somebody who asks: their browser, what else they hold, and whose names they must never read."""

    name: str
    client: Client
    foreign: re.Pattern[str] | None
    headers: Mapping[str, str]

    def __post_init__(self) -> None:
        self.cookies = {name: each.value for name, each in self.client.cookies.items()}


@dataclass(frozen=True)
class Answer:
    """What came back, read to its end; `error` is the exception behind a 500."""

    status: int
    headers: Mapping[str, str]
    cookies: frozenset[str]
    content: bytes
    error: Any = None


class Hangs(BaseException):
    """No answer in time; nothing of the product may take it for an error of its own."""


@contextmanager
def patience() -> Iterator[None]:
    """Raise Hangs where the program stands when the time is over."""

    def over(_number: int, frame: FrameType | None) -> None:
        raise Hangs(f"at {frame.f_code.co_filename}:{frame.f_lineno}" if frame else "")

    timers = (
        (signal.SIGPROF, signal.ITIMER_PROF, PATIENCE),
        (signal.SIGALRM, signal.ITIMER_REAL, ON_THE_CLOCK),
    )
    before = [signal.signal(number, over) for number, _, _ in timers]
    for _, timer, seconds in timers:
        signal.setitimer(timer, seconds)
    try:
        yield
    finally:
        for (number, timer, _), handler in zip(timers, before, strict=True):
            signal.setitimer(timer, 0)
            signal.signal(number, handler)


def answer_to(person: Person, sent: Sent) -> tuple[list[Answer], str]:
    """The answers to a request and to the page it leads to, or where no answer came from; what they wrote is undone."""
    try:
        with patience(), transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT set_config('statement_timeout', %s, true)", [str(int(PATIENCE * 1000))]
                )
            answers = [ask(person, sent)]
            if answers[0].status == 302 and sent.method == "POST":
                answers.append(
                    ask(person, Sent("GET", *_within(answers[0].headers["Location"]), seeds=sent.seeds))
                )
            transaction.set_rollback(True)
        return answers, ""
    except Hangs as late:
        connections.close_all()  # whatever was asked of the database has no answer any more
        return [], str(late)


def ask(person: Person, sent: Sent) -> Answer:
    """One answer, read to its end."""
    person.client.cookies = SimpleCookie(person.cookies)
    given: dict[str, Any] = {
        **person.headers,
        **sent.headers,
        "PATH_INFO": sent.path.encode("utf-8", "surrogatepass").decode("latin-1"),
        "QUERY_STRING": sent.query,
    }
    response = person.client.generic(sent.method, "/", sent.body, content_type=sent.kind, **given)
    content = b"".join(response.streaming_content) if response.streaming else response.content
    error = getattr(response, "exc_info", None)
    return Answer(response.status_code, response.headers, frozenset(response.cookies), content, error)


def judged(person: Person, sent: Sent) -> list[str]:
    """What is wrong with the answers to this request: nothing, in a good product."""
    answers, late = answer_to(person, sent)
    if late:
        return [f"no answer within {PATIENCE} s, {late}"]
    return [fault for answer in answers for fault in faults(person, sent, answer)]


def faults(person: Person, sent: Sent, answer: Answer) -> Iterator[str]:
    """Everything that an answer must not be."""
    if answer.status >= 500:
        yield f"{answer.status}: {_why(answer)}"
        return
    kind = answer.headers.get("Content-Type", "")
    if MARK in " ".join(answer.headers) or "\n" in "".join(answer.headers.values()):
        yield "a header that was sent in"
    if urlsplit(answer.headers.get("Location", "")).netloc not in ("", "testserver"):
        yield f"sends away to {answer.headers['Location']}"
    if answer.cookies - COOKIES:
        yield f"sets a cookie of another name: {answer.cookies - COOKIES}"
    if "no-store" not in answer.headers.get("Cache-Control", "") and not sent.path.startswith(
        ("/static/", "/tablet")
    ):
        yield "may be kept"
    text = _text(answer, kind)
    if found := INNARDS.search(text):
        yield f"tells of its innards: {found[0]}"
    if settings.SECRET_KEY in text:
        yield "tells the key"
    if person.foreign and sent.path != STYLE_PAGE and (named := person.foreign.search(text)):
        yield f"names somebody else's student: {named[0]}"
    if "html" in kind:
        yield from _reflected(sent, text)


def _reflected(sent: Sent, text: str) -> Iterator[str]:
    for seed in sent.seeds:
        if MARK in seed and any(each in seed for each in "<\"'") and seed in text:
            yield f"repeats as markup what was sent: {seed}"
    if PRODUCT in text:
        yield "has reckoned what was sent"


def _text(answer: Answer, kind: str) -> str:
    if "pdf" in kind:
        if len(answer.content) % 8 or not answer.content:
            return ""  # reading paper is slow: every eighth sheet is read
        return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
    return answer.content.decode("utf-8", "replace")


def _why(answer: Answer) -> str:
    if not answer.error:
        return answer.content[:200].decode("utf-8", "replace")
    at = answer.error[2]
    while at.tb_next is not None:
        at = at.tb_next
    return f"{answer.error[0].__name__}: {answer.error[1]!s:.200} at {at.tb_frame.f_code.co_filename}:{at.tb_lineno}"


def _within(location: str) -> tuple[str, str]:
    parts = urlsplit(location)
    return parts.path, parts.query

"""The tablet's doors for enrolling, sending and seeing what arrived (sync protocol, version 1)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec
from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.security import SessionAuth

from carryover.observations.acts import enrol_tablet, grant_on_tablet
from carryover.observations.queries import sent_on
from carryover.observations.receive import Verdict, current_epoch, receive
from carryover.observations.wire import MAX_BYTES, MAX_ITEMS, read_batch
from carryover.scope.actors import Actor
from carryover.scope.acts import Enrolled
from carryover.scope.doors import TabletToken, enter_as_tablet, install_of, reader_on
from carryover.scope.requests import asking, moment
from carryover.scope.routes import for_anyone_signed_in, open_to_all
from carryover.scope.typed import Day, Strict, Text200

router = Router(tags=["tablet"])
ENCODER = msgspec.json.Encoder()


class EnrolIn(Strict):
    """A tablet that asks to be set up by the adult who is signed in."""

    install: Text200
    label: Text200 = ""


class GrantIn(Strict):
    """A tablet on which another adult has signed in."""

    device_token: Text200


@router.post("/enrol", auth=SessionAuth(), summary="Set up this tablet for the adult who is signed in")
@for_anyone_signed_in("a tablet of one's own school, for oneself")
def enrol(request: HttpRequest, body: EnrolIn) -> HttpResponse:
    """A credential that may only append, and an author grant."""
    actor = asking(request)
    made = enrol_tablet(actor, install_of(body.install), body.label)
    return _json({"device_token": made.device_token, **_granted(actor, made)})


@router.post("/grant", auth=SessionAuth(), summary="Hand over to the adult who is signed in")
@for_anyone_signed_in("a grant for oneself on a tablet that is set up")
def grant(request: HttpRequest, body: GrantIn) -> HttpResponse:
    """An author grant on a tablet that is already set up."""
    actor = asking(request)
    return _json(_granted(actor, grant_on_tablet(actor, body.device_token)))


@router.post("/events", auth=TabletToken(), summary="Send what was recorded")
@open_to_all("asks for the token of a tablet, and judges each item by its grant")
def events(request: HttpRequest) -> HttpResponse:
    """A verdict for every item, durable before it is answered; or a status that says nothing was written."""
    if int(request.headers.get("Content-Length") or 0) > MAX_BYTES or len(request.body) > MAX_BYTES:
        return _problem(
            413, "too_large", f"A request holds at most {MAX_BYTES} bytes. Send fewer items at a time."
        )
    if request.body and request.content_type != "application/json":
        return _problem(415, "malformed", "Send application/json.")
    try:
        batch = read_batch(request.body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        return _problem(400, "malformed", f"This is not a batch: {error}")
    if len(batch.items) > MAX_ITEMS:
        return _problem(413, "too_many", f"A request holds at most {MAX_ITEMS} items. Send fewer at a time.")
    now = moment(request)
    epoch = str(current_epoch(now))
    if batch.epoch != epoch:
        return _json({"error": "epoch_changed", "message": "This server was restored.", "epoch": epoch}, 409)
    tablet = request.auth  # type: ignore[attr-defined]
    enter_as_tablet(tablet, now)
    verdicts = receive(tablet, batch, now)
    return _json(
        {
            "epoch": epoch,
            "server_time": now.isoformat(),
            # Until a backup has been verified nothing is safe to forget, so tablets keep what they sent.
            "safe_seq": 0,
            "verdicts": [_verdict(verdict) for verdict in verdicts],
        }
    )


@router.get("/sent", auth=TabletToken(), summary="What the signed-in adult sent that arrived")
@open_to_all("asks for the token of a tablet and the grant of its adult")
def sent(request: HttpRequest, day: Day | None = None) -> HttpResponse:
    """What the server holds of this adult's captures, received on the day."""
    tablet = request.auth  # type: ignore[attr-defined]
    actor = reader_on(tablet, request, moment(request))
    start = _midnight(day or actor.today, tablet.zone)
    items = sent_on(actor, start, start + timedelta(days=1))
    return _json({"items": [msgspec.to_builtins(item) for item in items]})


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(0), zone)


def _granted(actor: Actor, made: Enrolled) -> dict[str, object]:
    return {
        "grant": made.grant,
        "grant_expires": made.grant_row.expires_at.isoformat(),
        "epoch": str(current_epoch(actor.now)),
        "server_time": actor.now.isoformat(),
        "adult": {"id": str(actor.adult.id), "name": str(actor.adult), "role_label": actor.adult.role_label},
    }


def _verdict(verdict: Verdict) -> dict[str, object]:
    return {
        "id": verdict.id,
        "n": verdict.n,
        "verdict": verdict.verdict,
        "seq": verdict.seq,
        "reason": verdict.reason,
        "who_resolves": verdict.who_resolves,
    }


def _json(value: object, status: int = 200) -> HttpResponse:
    response = HttpResponse(ENCODER.encode(value), content_type="application/json", status=status)
    response["Cache-Control"] = "no-store"
    return response


def _problem(status: int, code: str, message: str) -> HttpResponse:
    return _json({"error": code, "message": message}, status)

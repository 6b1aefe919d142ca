"""The tablet's door to the day sheet."""

from __future__ import annotations

import hashlib

import msgspec
from django.http import HttpRequest, HttpResponse
from ninja import Router

from carryover.scope.doors import TabletToken, reader_on
from carryover.scope.looking import record_list
from carryover.scope.requests import moment
from carryover.scope.routes import open_to_all
from carryover.scope.typed import Day
from carryover.sheets.queries import day_sheet
from carryover.sheets.wire import to_wire

router = Router(tags=["tablet"])
ENCODER = msgspec.json.Encoder()


@router.get("/day", auth=TabletToken(), summary="The day sheet of the adult who holds the tablet")
@open_to_all("asks for the token of a tablet and the grant of its adult")
def day(request: HttpRequest, day: Day | None = None) -> HttpResponse:
    """Today's students in bell order with cards and measures; 304 when nothing changed since the given ETag."""
    now = moment(request)
    actor = reader_on(request.auth, request, now)  # type: ignore[attr-defined]
    wanted = day or actor.today
    sheet = day_sheet(actor, wanted)
    value = to_wire(sheet, actor, now)
    tag = '"' + hashlib.sha256(ENCODER.encode(value | {"server_time": ""})).hexdigest()[:32] + '"'
    seen = [card.student.id for card in sheet.cards]
    record_list(actor, "day.read", seen, act="day.read", thing=("day", wanted.isoformat()))
    if request.headers.get("If-None-Match") == tag:
        response = HttpResponse(status=304)
    else:
        response = HttpResponse(ENCODER.encode(value), content_type="application/json")
    response["ETag"], response["Cache-Control"] = tag, "no-store"
    return response

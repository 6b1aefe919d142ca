"""A record of access as a value to print: a disclosure in an emergency, and two days on which people looked."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from carryover.documents.access import AccessRecord
from carryover.roster.models import Adult
from carryover.scope.disclosing import Written
from carryover.scope.looked import Asked, Line, Visit, Who
from carryover.scope.models import Disclosure


def example() -> AccessRecord:
    """Jaylen's."""
    at = datetime(2026, 10, 19, 14, 5, tzinfo=UTC)
    marcus = Adult(given_name="Marcus", family_name="Reyes", initials="M.R.", role="intervention_specialist")
    row = Disclosure(
        day=date(2026, 9, 29), outcome="disclosed", asked_by="Carol Simms", party="Cedar County Crisis Team",
        interest="To keep him safe", what="The card", basis="emergency", threat="He ran toward the road.",
        told_onward=True, entered_by=marcus, entered_at=at,
    )  # fmt: skip
    denise = Who(("adult", None), "Denise Walker", "Paraprofessional")
    nurse = Who(("adult", None), "Wanjiru Kamau", "School nurse")
    opened = Line("opened the card", 38, at - timedelta(hours=1), at, "to carry out the plan")
    once = Line("claimed an emergency", 1, at, at, "an emergency: medical")
    return AccessRecord(
        district="Maple Fork Local Schools", school="Maple Fork PK–12", student="Jaylen T.", initials="J.T.",
        asked=Asked(date(2026, 8, 24), date(2026, 10, 19)), made_at=at, made_by="Marcus Reyes", language="en",
        register=(Written(row, corrected=False),), staff=True,
        visits=(
            Visit(date(2026, 10, 19), denise, "is assigned to the student, by period", False, (opened,)),
            Visit(date(2026, 10, 16), nurse, "claimed an emergency, for an hour", True, (once,)),
        ),
    )  # fmt: skip

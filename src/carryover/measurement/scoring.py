"""From what was recorded to the value of a session or a day, in one of four states.

The order of the events never matters, and nothing is left out in silence: an event that does not fit the
measure, or comes twice, is an error; an event that a closing denies counts, and the value says so.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from carryover.measurement.measures import Measure
from carryover.measurement.methods import Method, PromptLevel
from carryover.measurement.sessions import Closing, Observed


class State(StrEnum):
    """Four different things that must never be mistaken for one another."""

    VALUE = "value"
    TRUE_ZERO = "true_zero"
    NOT_COLLECTED = "not_collected"
    NO_OPPORTUNITY = "no_opportunity"

    @property
    def has_value(self) -> bool:
        """True for a value and for a confirmed zero; the other two are gaps."""
        return self in (State.VALUE, State.TRUE_ZERO)

    @property
    def words(self) -> str:
        """The state as a person reads it: 'not collected'."""
        return self.value.replace("_", " ")


@dataclass(frozen=True)
class SessionValue:
    """The value of one measure over a session or a day, and what it rests on.

    `n` is the number of events (for trials, the trials). `open` means the session is not finished and
    the method depends on the time watched: show it, let no rule use it. `late` means that at least one
    event was entered afterwards. `conflict` means that a closing of an event's own session denied what
    the event shows.
    """

    state: State
    value: float | None
    unit: str
    n: int
    event_ids: tuple[str, ...]
    open: bool
    late: bool
    conflict: bool = False

    def __post_init__(self) -> None:
        if (self.value is not None) != self.state.has_value:
            raise ValueError(f"a session in the state {self.state.words} cannot have the value {self.value}")


def score(
    measure: Measure, events: Iterable[Observed], closings: Iterable[Closing], *, finished: bool
) -> SessionValue:
    """The value of `measure` over the given events and closings (of one session, or of one day).

    Counts are summed; durations are summed to minutes; trials give 100 × (correct and independent) /
    trials. With no event, a confirmed zero is a true zero, else no opportunity if so said, else not
    collected. Zero trials are never 0 %: a 'zero' said of trials means that there was no opportunity.
    Raises ValueError for an event of another method and for an event given twice.
    """
    seen = sorted(events, key=lambda event: (event.occurred_at, event.id))
    _check(measure, seen)
    said = tuple(closings)
    state = State.VALUE if seen else _state_without_events(measure, said)
    value = _VALUES[measure.method](measure, seen) if seen else (0.0 if state.has_value else None)
    return SessionValue(
        state=state,
        value=value,
        unit=measure.unit,
        n=len(seen),
        event_ids=tuple(event.id for event in seen),
        open=not finished and measure.method.needs_exposure,
        late=any(event.late for event in seen),
        conflict=_denied(measure, seen, said),
    )


def _check(measure: Measure, events: Sequence[Observed]) -> None:
    ids: set[str] = set()
    for event in events:
        if event.method is not measure.method:
            raise ValueError(f"event {event.id} is a {event.method}; {measure.label} takes {measure.method}")
        if event.id in ids:
            raise ValueError(f"event {event.id} is given twice")
        ids.add(event.id)


def _state_without_events(measure: Measure, closings: Sequence[Closing]) -> State:
    zero = any(measure.id in closing.zero for closing in closings)
    if zero and measure.method.needs_exposure:
        return State.TRUE_ZERO
    if zero or any(measure.id in closing.no_opportunity for closing in closings):
        return State.NO_OPPORTUNITY
    return State.NOT_COLLECTED


def _denied(measure: Measure, events: Sequence[Observed], closings: Sequence[Closing]) -> bool:
    sessions = {event.session for event in events}
    return any(c.session in sessions and measure.id in c.zero | c.no_opportunity for c in closings)


def _total_count(measure: Measure, events: Sequence[Observed]) -> float:
    return float(sum(event.count for event in events))


def _total_minutes(measure: Measure, events: Sequence[Observed]) -> float:
    return math.fsum(event.seconds for event in events) / 60


def _percent_independent(measure: Measure, events: Sequence[Observed]) -> float:
    # Without a hierarchy there is no level to tap, so an empty prompt there means that no help was given.
    alone = {PromptLevel.INDEPENDENT.value} if measure.prompts else {PromptLevel.INDEPENDENT.value, None}
    return 100 * sum(bool(event.correct) and event.prompt in alone for event in events) / len(events)


_VALUES: Mapping[Method, Callable[[Measure, Sequence[Observed]], float]] = {
    Method.COUNT: _total_count,
    Method.DURATION: _total_minutes,
    Method.TRIALS: _percent_independent,
}

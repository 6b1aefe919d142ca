"""Personal care in plain words, the same few everywhere. Pure."""

from __future__ import annotations

from carryover.plans.content import Care, CareHelp, CareTask, CareTime

TASKS = {
    CareTask.TOILET: "Using the toilet",
    CareTask.CHANGE: "Changing",
    CareTask.DRESS: "Dressing",
    CareTask.WASH: "Washing hands and face",
    CareTask.EAT: "Eating and drinking",
    CareTask.TRANSFER: "Moving from seat to seat",
    CareTask.POSITION: "Changing position",
}
HELP = {
    CareHelp.WORDS: "with words only",
    CareHelp.ONE: "with one adult",
    CareHelp.TWO: "with two adults",
    CareHelp.LIFT: "with two adults and the lift",
}
TIMES = {
    CareTime.ARRIVAL: "on arrival",
    CareTime.MORNING: "in the middle of the morning",
    CareTime.BEFORE_LUNCH: "before lunch",
    CareTime.LUNCH: "at lunch",
    CareTime.AFTERNOON: "in the middle of the afternoon",
    CareTime.DISMISSAL: "before dismissal",
    CareTime.ASKED: "whenever the student asks",
}


def parts_of(care: Care) -> dict[str, object]:
    """The task, the help and the times, each as a page can translate it."""
    return {"task": TASKS[care.task], "help": HELP[care.help], "times": [TIMES[each] for each in care.times]}


def care_words(care: Care) -> str:
    """'Using the toilet, with one adult, before lunch and before dismissal'."""
    return f"{TASKS[care.task]}, {how_and_when(care)}"


def how_and_when(care: Care) -> str:
    """'with one adult, before lunch and before dismissal'."""
    times = [TIMES[each] for each in care.times]
    listed = times[0] if len(times) == 1 else f"{', '.join(times[:-1])} and {times[-1]}" if times else ""
    return f"{HELP[care.help]}, {listed}" if listed else HELP[care.help]

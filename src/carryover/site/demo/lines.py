"""Lines of plan cards: what the adult does, and in one sentence why. A line says what helps, never what is wrong."""

from __future__ import annotations

from random import Random

from carryover.plans.content import Support, SupportKind

WHY, BEFORE, TEACH, RESPOND, NEVER = SupportKind

POOL: dict[SupportKind, tuple[tuple[str, str], ...]] = {
    WHY: (
        (
            "Long writing tasks are where it gets hard.",
            "Most hard moments last spring came in the first minutes of writing.",
        ),
        ("Leaving a task has worked to make it stop.", "Asking must work better and faster than leaving."),
        (
            "Noise and crowding add up over the morning.",
            "Recess before lunch is the most tiring part of the day.",
        ),
        (
            "An adult's attention is worth a great deal.",
            "It came within seconds in nine of ten records of hard moments.",
        ),
        ("Changes without notice are hard.", "On days with a warning of ten minutes there was less upset."),
        (
            "Words take time to form.",
            "Eight to ten seconds is usual; a second question starts the search again.",
        ),
        ("Sounds are still being sorted.", "Hearing the sound in a slow word makes it easier to say."),
        (
            "Reading takes so much effort that little is left for meaning.",
            "Listening to the text shows what is understood.",
        ),
    ),
    BEFORE: (
        ("Show the day on the picture strip at the door.", "What comes next is then no surprise."),
        ("Say what is first and what is then.", "A near end makes a start easier."),
        ("Give the direction once, close by, in under ten words.", "Longer directions lose the second half."),
        ("Put the break card on the desk before the task.", "It must be in reach when it is needed."),
        ("Seat near the board, away from the door.", "Fewer people pass there."),
        ("Pre-teach three words of the text.", "Known words free attention for the meaning."),
        (
            "Offer the keyboard for anything longer than two lines.",
            "Ideas come faster than handwriting does.",
        ),
        ("Warn five minutes and one minute before a change.", "Two warnings were enough last year."),
    ),
    TEACH: (
        (
            "Practice asking in two easy moments each morning.",
            "A skill learned calm is there when it is hard.",
        ),
        (
            "Model, wait five seconds, then help by the lightest prompt.",
            "Waiting leaves room for doing it alone.",
        ),
        ("Point out one thing that went right, by name.", "Named success is repeated."),
        ("Read the passage together once, then alone.", "The second reading is where speed comes from."),
        ("Build the word slowly, then say it fast.", "It joins what is heard and what is said."),
        ("Use the checklist; hand over the pencil to tick.", "Ticking keeps the place without an adult."),
    ),
    RESPOND: (
        ("Honor every request for a break at once, two minutes.", "Asking has to pay each time at first."),
        ("Give little talk and much space when voices rise.", "Words add load in that minute."),
        (
            "Return to the same task, one item shorter.",
            "The task still comes back, so leaving gains nothing.",
        ),
        ("Wait ten seconds before repeating a question.", "The answer often comes in the eighth."),
        ("Say the sound right once and go on.", "Stopping for each error ends the talk."),
        ("Note the time and what came just before.", "The pattern shows only in writing."),
    ),
    NEVER: (
        (
            "Do not take away recess for unfinished work.",
            "It is the part of the day that keeps the rest going.",
        ),
        ("Do not hold hands over hands without asking.", "Being moved by others is frightening."),
        ("Do not talk about the day in front of classmates.", "Dignity first; write it down instead."),
        ("Do not remove the talker, for any reason.", "It is a voice."),
        ("Do not ask to read aloud to the class unannounced.", "It was the start of refusing to come."),
    ),
}


def draw_card(chance: Random) -> tuple[Support, ...]:
    """A card of five parts, one or two lines each."""
    found = []
    for kind, pool in POOL.items():
        many = 2 if kind in (SupportKind.BEFORE, SupportKind.TEACH, SupportKind.RESPOND) else 1
        for place, (words, because) in enumerate(chance.sample(pool, chance.randint(1, many))):
            found.append(Support(f"{kind.value}-{place + 1}", kind, words, because))
    return tuple(found)

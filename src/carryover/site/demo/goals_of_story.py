"""The goals of Jaylen T. and Amara O."""

from __future__ import annotations

from carryover.site.demo.shapes import count, minutes, trials

ASKS_BREAK = trials(
    "asks-for-a-break",
    "communication",
    "given work that is hard for him and a break card within reach",
    "ask for a break with the card, a sign or words before leaving the task",
    "Asks for a break",
    "Hands over the break card, signs 'break' or says it before he has left the table or pushed work away.",
    "Hands the card to the adult, then waits for the answer",
    "Walks off and then points at the card",
    schedule="daily during reading and writing",
    period="P1",
)
CALLS_OUT = count(
    "calls-out",
    "classroom behavior",
    "during whole-group lessons",
    "call out without being called on",
    "Calls out",
    "Speaks so that others hear while an adult or a classmate has the floor, without having been called on."
    " A new count starts after ten quiet seconds.",
    "Says the answer aloud while another student is speaking",
    "Whispers to a partner when partners talk",
    (9, 12),
    (2, 3),
    schedule="daily during reading, math and writing",
)
STAYS_WRITING = minutes(
    "stays-with-writing",
    "classroom behavior",
    "given the group's writing task",
    "stay with the group and the task",
    "Stays with the group writing task",
    "Sits or stands within reach of the group with pencil, keyboard or partner talk on the task. Stop the clock when he"
    " leaves the spot or the materials for more than ten seconds.",
    "Dictates a sentence to his partner",
    "Sits with the group and folds paper",
    (2, 4),
    (12, 15),
    schedule="daily during writing",
)
ASKS_HELP = count(
    "asks-for-help",
    "communication",
    "when she meets a step that she has not done before",
    "ask an adult or a classmate for help",
    "Asks for help",
    "Raises her hand, shows the help side of her card, or says what she needs, facing the person she asks.",
    "Turns the card to 'help' and looks at the adult",
    "Waits until an adult comes by unasked",
    (0.5, 1.5),
    (5, 6),
    schedule="daily in all lessons",
)
TWO_STEPS = trials(
    "two-step-directions",
    "following directions",
    "given a two-step direction said once",
    "carry out both steps in order within twenty seconds",
    "Follows two-step directions",
    "Starts within five seconds and finishes both steps in the order said, without the direction being repeated.",
    "Gets the folder, then sits at the table",
    "Gets the folder and waits to be told the second step",
    schedule="daily during reading and intervention time",
)

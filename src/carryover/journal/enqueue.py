"""What must follow an act: a job asked for by name in the act's own transaction, so once or not at all.

The room of the act need not know the later room that defines the job. A module that asks names its jobs in a constant
`ENQUEUES`; a check at start-up resolves every such name.
"""

from __future__ import annotations

from procrastinate.contrib.django import app


def enqueue(name: str, **values: str | int) -> None:
    """Ask for a job in the current transaction; a rollback takes the job back.

    `values` are ids, codes and moments as text, never names or content. Raises procrastinate's TaskNotFound when no
    room defines a job of that name: the act then fails as a whole rather than lose what should follow it.
    """
    app.configure_task(name, allow_unknown=False).defer(**values)


def job_names() -> frozenset[str]:
    """Every job that some room defines."""
    return frozenset(app.tasks)

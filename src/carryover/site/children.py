"""Processes that end when we do, however we end.

Promises: a child is in a session of its own, so a Ctrl-C at the terminal reaches only us and we end the
children in order. On Linux a child also gets SIGTERM when we are killed without warning.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path

PR_SET_PDEATHSIG = 1  # prctl(2)
LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


@dataclass(frozen=True)
class Child:
    """One running program and the name by which we speak of it."""

    name: str
    process: subprocess.Popen[bytes]

    def ended(self) -> bool:
        """Whether it is gone."""
        return self.process.poll() is not None


def begin(name: str, command: Sequence[str], env: Mapping[str, str], log: Path | None = None) -> Child:
    """Start a program that will not outlive us; with `log`, what it says goes there, replacing an older log."""
    parent = os.getpid()

    def before() -> None:
        if LIBC is not None:
            LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
            if os.getppid() != parent:
                os._exit(0)

    with log.open("wb") if log else nullcontext() as said:
        process = subprocess.Popen(
            list(command),
            env=dict(env),
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            start_new_session=True,
            preexec_fn=before,
        )
    return Child(name, process)


def end(children: Sequence[Child], patience: float) -> None:
    """Ask every child to end, wait `patience` seconds in all, then make the rest and their children end."""
    for child in children:
        if not child.ended():
            child.process.terminate()
    for child in children:
        with suppress(subprocess.TimeoutExpired):
            child.process.wait(timeout=patience)
    for child in children:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(child.process.pid, signal.SIGKILL)
        child.process.wait()

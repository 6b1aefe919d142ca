"""`make clean-demo`: the default data folder of this checkout removed, with all that was typed into it.

Promises: it removes nothing that a person named: with CARRYOVER_HOME or DATABASE_URL set it refuses, and
while Carryover runs it refuses too.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping

from carryover.site import embedded
from carryover.site.home import CannotStart, Home, locate, told
from carryover.site.starting import alone_in


def remove(home: Home, env: Mapping[str, str]) -> str:
    """Remove the folder and answer what was done, in one sentence. Raises CannotStart."""
    for name in ("CARRYOVER_HOME", "DATABASE_URL"):
        if env.get(name):
            raise CannotStart(f"{name} is set, so that data may be real: unset it, or remove it yourself.")
    if not home.root.exists():
        return f"There is no demo: {home.root} does not exist."
    with told(home.root), alone_in(home):
        embedded.stop(home)
        shutil.rmtree(home.root)
        if not home.sockets.is_relative_to(home.root):
            shutil.rmtree(home.sockets, ignore_errors=True)
    return f"The demo is gone: {home.root} was removed."


def main() -> int:
    """Remove, or say in one sentence why not."""
    try:
        print(remove(locate(os.environ), os.environ))
    except CannotStart as refused:
        print(refused.sentence, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""`make bench`: every measurement, or those named: `make bench ARGS='ingest pages'`."""

from __future__ import annotations

import importlib
import sys

ALL = ("graph", "ingest", "pages", "authorization", "tablet", "verify")


def main(names: list[str]) -> int:
    """Run the named measurements in turn; an unknown name gets one sentence."""
    for name in names or list(ALL):
        if name not in ALL:
            print(f"There is no measurement called {name}; there are {', '.join(ALL)}.")
            return 2
        print(f"\n== {name}", flush=True)
        importlib.import_module(f"bench.{name}").main()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

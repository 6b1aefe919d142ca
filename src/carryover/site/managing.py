"""Django's own commands under our settings; also how child processes of the server are started."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from django.core.management import execute_from_command_line


def main(line: Sequence[str]) -> int:
    """Run one of Django's commands with the words given. Raises what the command raises."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "carryover.site.settings")
    execute_from_command_line(["carryover manage", *line])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

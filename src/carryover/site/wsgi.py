"""What the web server calls."""

from __future__ import annotations

import gc
import os

from django.core.checks import run_checks
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "carryover.site.settings")

application = get_wsgi_application()

if faults := run_checks(tags=["start"]):
    # Deny by default: a door that nobody has thought about, or a job that nobody does, keeps all of it shut.
    raise SystemExit("\n".join(str(fault) for fault in faults))

# What is loaded by now stays for ever: leave it out of every later collection, and collect less often.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 20)

"""What the web server calls."""

from __future__ import annotations

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "carryover.site.settings")

application = get_wsgi_application()

# What is loaded by now stays for ever: leave it out of every later collection, and collect less often.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 20)

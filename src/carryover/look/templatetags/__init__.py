"""The tags and filters that page writers use: `{% load look %}`."""

from __future__ import annotations

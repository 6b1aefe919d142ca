"""Languages in which families read."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

LANGUAGES = (
    ("en", _("English")),
    ("es", _("Spanish")),
    ("ar", _("Arabic")),
    ("zh", _("Chinese")),
    ("fr", _("French")),
    ("ht", _("Haitian Creole")),
    ("hmn", _("Hmong")),
    ("ko", _("Korean")),
    ("ne", _("Nepali")),
    ("pt", _("Portuguese")),
    ("ru", _("Russian")),
    ("so", _("Somali")),
    ("tl", _("Tagalog")),
    ("uk", _("Ukrainian")),
    ("vi", _("Vietnamese")),
)
"""Languages in which families read; documents are printed in those that we have."""

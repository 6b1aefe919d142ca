"""The app role can write the journal and never change it."""

from __future__ import annotations

from django.db import migrations

from carryover.journal.append_only import app_may_only_append


class Migration(migrations.Migration):
    """Grants, beside the triggers of 0001."""

    dependencies = [("journal", "0001_initial")]
    operations = [app_may_only_append("journal_entry", "journal_seal")]

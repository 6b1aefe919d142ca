"""An account begins without a language of its own; until now nobody could choose one."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("roster", "0001_initial")]

    operations = [
        migrations.AlterField("account", "language", models.CharField(blank=True, default="", max_length=8)),
        migrations.RunSQL(
            "UPDATE roster_account SET language = '' WHERE language = 'en'", migrations.RunSQL.noop
        ),
    ]

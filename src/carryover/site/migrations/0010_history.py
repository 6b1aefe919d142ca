"""Row history of how people get in: which passkeys, codes and providers' accounts were somebody's, never their secrets."""

from __future__ import annotations

from django.db import migrations

from carryover.journal.history import keep_history


class Migration(migrations.Migration):
    """Two triggers on tables that allauth keeps."""

    dependencies = [
        ("front_door", "0001_sign_in"),
        ("journal", "0003_waterline_and_history"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("socialaccount", "0006_alter_socialaccount_extra_data"),
    ]
    operations = [
        keep_history("mfa_authenticator", leave_out=["data", "last_used_at"]),
        keep_history("socialaccount_socialaccount", leave_out=["extra_data", "last_login"]),
    ]

"""The forms of signing in, in our words.

What they check is allauth's; what a browser can garble is answered, not raised.
"""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as base
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

GARBLED = (KeyError, ValueError, TypeError, AttributeError, IndexError)
ONE_TIME = {"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}


class LoginForm(account.LoginForm):
    """User name and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("User name")
        self.fields["login"].widget.attrs = {
            "autocomplete": "username",
            "autocapitalize": "none",
            "spellcheck": "false",
        }
        self.fields["password"].label = _("Password")
        self.fields["password"].widget.attrs = {"autocomplete": "current-password"}
        self.fields["password"].help_text = ""


class AuthenticateForm(base.AuthenticateForm):
    """A code of the authenticator app, or a recovery code, after the password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _as_code(self.fields["code"])


class ConfirmPasswordForm(account.ReauthenticateForm):
    """The password once more."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].label = _("Password")
        self.fields["password"].widget.attrs = {"autocomplete": "current-password"}
        self.fields["password"].help_text = ""


class ConfirmCodeForm(base.ReauthenticateForm):
    """A code once more."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _as_code(self.fields["code"])


class ActivateTOTPForm(totp.ActivateTOTPForm):
    """The first code of a new authenticator app."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("The six digits that the app shows now")
        self.fields["code"].widget.attrs = dict(ONE_TIME)


class ChangePasswordForm(account.ChangePasswordForm):
    """The old password once and the new one twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in (
            ("oldpassword", _("Your password now")),
            ("password1", _("New password")),
            ("password2", _("New password once more")),
        ):
            self.fields[name].label = label
            auto = self.fields[name].widget.attrs.get("autocomplete", "new-password")
            self.fields[name].widget.attrs = {"autocomplete": auto}
        self.fields["oldpassword"].help_text = ""
        self.fields["password1"].help_text = _("At least 12 characters. Several words are good.")


class NameForm(forms.Form):
    """What a passkey is called."""

    name = forms.CharField(
        label=_("Name"), max_length=60, error_messages={"required": _("Enter a name for this passkey")}
    )


class AddPasskeyForm(webauthn.AddWebAuthnForm):
    """A new passkey: a name, and what the browser made."""

    name = forms.CharField(label=_("Name"), max_length=60, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("passwordless", None)  # it always is
        self.fields["name"].help_text = _("So that you know it again: “school laptop”, “my phone”")

    def clean(self) -> dict[str, Any]:
        """Checked by allauth; whatever cannot be read is a passkey that did not work."""
        try:
            cleaned: dict[str, Any] = super().clean()
        except GARBLED as error:
            raise ValidationError(_("The passkey could not be read. Try once more.")) from error
        return cleaned


class _Readable:
    """A passkey's answer that cannot be read is one that does not fit."""

    cleaned_data: dict[str, Any]

    def clean_credential(self) -> Authenticator:
        """The passkey that answered."""
        if not isinstance(self.cleaned_data.get("credential"), dict):
            raise get_adapter().validation_error("incorrect_code")
        try:
            return super().clean_credential()  # type: ignore[misc]
        except GARBLED as error:
            raise get_adapter().validation_error("incorrect_code") from error


class LoginPasskeyForm(_Readable, webauthn.LoginWebAuthnForm):
    """Signing in with a passkey alone."""


class AuthenticatePasskeyForm(_Readable, webauthn.AuthenticateWebAuthnForm):
    """A passkey after the password."""


class ConfirmPasskeyForm(_Readable, webauthn.ReauthenticateWebAuthnForm):
    """A passkey once more."""


def _as_code(field: forms.Field) -> None:
    field.label = _("Code")
    field.help_text = _("Six digits from your authenticator app, or one of your recovery codes")
    field.widget.attrs = dict(ONE_TIME)

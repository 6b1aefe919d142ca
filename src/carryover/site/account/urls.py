"""The addresses of signing in: only those that we use. Sign-up, e-mail and forgotten passwords have none."""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from django.urls import path

from carryover.scope.routes import for_anyone_signed_in, open_to_all
from carryover.site.account import confirm, district, enter, own_password, rescue, views

OWN = for_anyone_signed_in("one's own account and nobody else's")
AWAY = open_to_all("leads to the school's own sign-in, and back with a state that we gave")

urlpatterns = [
    path("login/", open_to_all("the sign-in itself")(enter.enter), name="account_login"),
    path("logout/", open_to_all("ends a session")(account.logout), name="account_logout"),
    path(
        "inactive/",
        open_to_all("says that an account is closed")(account.account_inactive),
        name="account_inactive",
    ),
    path("code/", open_to_all("the second step of a sign-in")(mfa.authenticate), name="mfa_authenticate"),
    path("passkey/", open_to_all("the sign-in with a passkey")(enter.by_passkey), name="mfa_login_webauthn"),
    path(
        "with/<slug:provider>/",
        AWAY(district.start),
        name="openid_connect_login",
    ),
    path(
        "with/<slug:provider_id>/back/",
        AWAY(district.back),
        name="openid_connect_callback",
    ),
    path("confirm/", OWN(confirm.page), name="account_confirm"),
    path("stay/", OWN(rescue.stay), name="account_stay"),
    path("kept/", OWN(rescue.keep), name="account_keep"),
    path("kept/<uuid:key>/", OWN(rescue.page), name="account_kept"),
    path("kept/<uuid:key>/fields/", OWN(rescue.fields), name="account_kept_fields"),
    path("kept/<uuid:key>/send/", OWN(rescue.send), name="account_kept_send"),
    path("kept/<uuid:key>/throw-away/", OWN(rescue.throw_away), name="account_kept_throw_away"),
    path("own-password/", own_password.own_password, name="own_password"),
    path("security/", OWN(views.security), name="account_security"),
    path("security/password/", OWN(views.password), name="account_change_password"),
    path("security/passkeys/add/", OWN(views.add_passkey), name="account_passkey_add"),
    path("security/passkeys/<int:key>/name/", OWN(views.rename_passkey), name="account_passkey_rename"),
    path("security/passkeys/<int:key>/remove/", OWN(views.remove_passkey), name="account_passkey_remove"),
    path("security/app/", OWN(views.add_app), name="account_app_add"),
    path("security/app/remove/", OWN(views.remove_app), name="account_app_remove"),
    path("security/codes/", OWN(views.new_codes), name="account_codes"),
    path("security/links/<int:key>/remove/", OWN(views.unlink), name="account_unlink"),
    path("security/sessions/end-others/", OWN(views.end_other_sessions), name="account_end_others"),
    path("security/sessions/<uuid:public>/end/", OWN(views.end_session), name="account_end_session"),
]

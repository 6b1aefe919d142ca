"""The addresses of signing in: only those that we use. Sign-up, e-mail and forgotten passwords have none."""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from django.urls import path

from carryover.site.account import confirm, district, enter, rescue, views

urlpatterns = [
    path("login/", enter.enter, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("code/", mfa.authenticate, name="mfa_authenticate"),
    path("passkey/", enter.by_passkey, name="mfa_login_webauthn"),
    path("with/<slug:provider>/", district.start, name="openid_connect_login"),
    path("with/<slug:provider_id>/back/", district.back, name="openid_connect_callback"),
    path("confirm/", confirm.page, name="account_confirm"),
    path("stay/", rescue.stay, name="account_stay"),
    path("kept/", rescue.keep, name="account_keep"),
    path("kept/<uuid:key>/", rescue.page, name="account_kept"),
    path("kept/<uuid:key>/fields/", rescue.fields, name="account_kept_fields"),
    path("kept/<uuid:key>/send/", rescue.send, name="account_kept_send"),
    path("kept/<uuid:key>/throw-away/", rescue.throw_away, name="account_kept_throw_away"),
    path("security/", views.security, name="account_security"),
    path("security/password/", views.password, name="account_change_password"),
    path("security/passkeys/add/", views.add_passkey, name="account_passkey_add"),
    path("security/passkeys/<int:key>/name/", views.rename_passkey, name="account_passkey_rename"),
    path("security/passkeys/<int:key>/remove/", views.remove_passkey, name="account_passkey_remove"),
    path("security/app/", views.add_app, name="account_app_add"),
    path("security/app/remove/", views.remove_app, name="account_app_remove"),
    path("security/codes/", views.new_codes, name="account_codes"),
    path("security/links/<int:key>/remove/", views.unlink, name="account_unlink"),
    path("security/sessions/end-others/", views.end_other_sessions, name="account_end_others"),
    path("security/sessions/<uuid:public>/end/", views.end_session, name="account_end_session"),
]

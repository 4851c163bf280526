"""Signing in and out. The names are those that the library looks for."""

from allauth.account import views as library
from django.urls import path, re_path

from otklik.signin import views

urlpatterns = [
    path("sign-in/", views.AskForCode.as_view(), name="account_request_login_code"),
    path("sign-in/code/", views.EnterCode.as_view(), name="account_confirm_login_code"),
    path("sign-in/password/", views.EnterPassword.as_view(), name="account_login"),
    path("sign-in/password/change/", views.ChangePassword.as_view(), name="account_change_password"),
    path("sign-in/password/forgotten/", views.ForgotPassword.as_view(), name="account_reset_password"),
    path("sign-in/password/forgotten/sent/", library.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^sign-in/password/new/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.NewPassword.as_view(),
        name="account_reset_password_from_key",
    ),
    path("sign-in/password/done/", library.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("sign-in/again/", views.Reauthenticate.as_view(), name="account_reauthenticate"),
    path("sign-in/sessions/", views.Sessions.as_view(), name="usersessions_list"),
    path("sign-in/closed/", views.inactive, name="account_inactive"),
    path("sign-in/new/", views.nobody_signs_up, name="account_signup"),
    path("sign-out/", views.SignOut.as_view(), name="account_logout"),
]

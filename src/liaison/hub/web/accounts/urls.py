from django.urls import path

from liaison.hub.web.accounts import views

app_name = "accounts"
urlpatterns = [
    path("profile/", views.profile, name="profile"),
    path("profile/erase/", views.erase, name="erase"),
    path("people/", views.people, name="people"),
    path("people/grant/", views.grant, name="grant"),
    path("people/<int:role_id>/withdraw/", views.withdraw, name="withdraw"),
    path("sign-in/<str:code>/", views.sign_in_link, name="sign-in-link"),
]

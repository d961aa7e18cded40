from django.urls import path

from liaison.hub.web.claims import views

app_name = "claims"
urlpatterns = [
    path("", views.mine, name="mine"),
    path("<uuid:organisation_id>/claim/", views.make, name="make"),
    path("<uuid:organisation_id>/colleagues/", views.colleagues, name="colleagues"),
    path("<uuid:organisation_id>/colleagues/<int:role_id>/", views.take_role, name="take-role"),
    path("claims/<uuid:public_id>/", views.claim, name="claim"),
    path("claims/<uuid:public_id>/grant/", views.grant, name="grant"),
    path("claims/<uuid:public_id>/refuse/", views.refuse, name="refuse"),
    path("claims/<uuid:public_id>/withdraw/", views.withdraw, name="withdraw"),
    path(
        "invitations/<uuid:public_id>/withdraw/",
        views.withdraw_invitation,
        name="withdraw-invitation",
    ),
    path("confirm/<str:secret>/", views.confirm, name="confirm"),
    path("accept/<str:secret>/", views.accept, name="accept"),
]

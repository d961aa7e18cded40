from django.urls import path

from liaison.hub.web.collecting import sharing, views

app_name = "collecting"
urlpatterns = [
    path("", views.mine, name="mine"),
    path("add/<uuid:organisation_id>/", views.add, name="add"),
    path("shared/<str:token>/", sharing.shared, name="shared"),
    path("<uuid:public_id>/", views.one, name="collection"),
    path("<uuid:public_id>/remove/", views.remove, name="remove"),
    path("<uuid:public_id>/bring-back/", views.bring_back, name="bring-back"),
    path("<uuid:public_id>/file.<str:ending>", views.download, name="download"),
    path("<uuid:public_id>/link/", sharing.link, name="link"),
    path("<uuid:public_id>/withdraw-link/", sharing.withdraw_link, name="withdraw-link"),
    path("<uuid:public_id>/colleagues/", sharing.let_in, name="let-in"),
    path("<uuid:public_id>/colleagues/<uuid:person_id>/let-out/", sharing.let_out, name="let-out"),
    path("<uuid:public_id>/<uuid:organisation_id>/note/", views.note, name="note"),
    path("<uuid:public_id>/<uuid:organisation_id>/move/", views.move, name="move"),
    path("<uuid:public_id>/<uuid:organisation_id>/take-out/", views.take_out, name="take-out"),
    path("<uuid:public_id>/<uuid:organisation_id>/put-back/", views.put_back, name="put-back"),
]

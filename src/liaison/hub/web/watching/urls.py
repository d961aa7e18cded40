from django.urls import path

from liaison.hub.web.watching import views

app_name = "watching"
urlpatterns = [
    path("", views.mine, name="mine"),
    path("keep/", views.keep, name="keep"),
    path("stop/<str:token>/", views.stop, name="stop"),
    path("<uuid:public_id>/", views.one, name="list"),
    path("<uuid:public_id>/look/", views.look, name="look"),
    path("<uuid:public_id>/remove/", views.remove, name="remove"),
    path("<uuid:public_id>/bring-back/", views.bring_back, name="bring-back"),
]

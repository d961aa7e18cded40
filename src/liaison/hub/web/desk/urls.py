from django.urls import path

from liaison.hub.web.desk import views

app_name = "desk"
urlpatterns = [
    path("", views.index, name="index"),
    path("own/", views.own, name="own"),
    path("silent/", views.silent, name="silent"),
    path("do/", views.do, name="do"),
    path("reached/<slug:cluster>/", views.reached, name="reached"),
    path("undo/<uuid:public_id>/", views.undo, name="undo"),
]

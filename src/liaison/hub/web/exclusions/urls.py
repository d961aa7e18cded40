from django.urls import path

from liaison.hub.web.exclusions import views

app_name = "exclusions"
urlpatterns = [
    path("mine/", views.mine, name="mine"),
    # Not directly below: a cluster may be called "mine".
    path("in/<slug:slug>/", views.in_cluster, name="cluster"),
    path("<uuid:public_id>/remove/", views.remove, name="remove"),
]

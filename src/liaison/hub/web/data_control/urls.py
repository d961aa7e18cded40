from django.urls import path

from liaison.hub.web.data_control import views

app_name = "data_control"
urlpatterns = [
    path("", views.index, name="index"),
    path("run/", views.run, name="run"),
    path("settings/", views.settings, name="settings"),
    path("rules/<slug:rule>/", views.rule, name="rule"),
    path("organisations/", views.organisations, name="organisations"),
    path("organisations/<uuid:public_id>/", views.organisation, name="organisation"),
    path("organisations/<uuid:public_id>/ask/", views.ask, name="ask"),
    path(
        "organisations/<uuid:public_id>/set-aside/<slug:rule>/", views.set_aside, name="set-aside"
    ),
    path("organisations/<uuid:public_id>/take-up/<slug:rule>/", views.take_up, name="take-up"),
]

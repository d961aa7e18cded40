from django.urls import path

from liaison.hub.web.calls import views

app_name = "calls"
urlpatterns = [
    path("", views.index, name="index"),
    path("fitting/", views.fitting, name="fitting"),
    path("for-you/", views.opportunities, name="opportunities"),
    path("for/<path:organisation_id>/", views.of_organisation, name="of-organisation"),
    path("about/<path:call_id>/", views.call, name="call"),
]

from django.urls import path

from liaison.hub.web.directory import listing, profile, views

app_name = "directory"
urlpatterns = [
    path("directory/", listing.index, name="index"),
    path("directory/<uuid:public_id>/", profile.profile, name="profile"),
    path("organisations/<path:organisation_id>/", views.organisation, name="organisation"),
    path("projects/<path:project_id>/", views.project, name="project"),
]

from django.urls import path

from liaison.hub.web.directory import embedding, listing, profile, views

app_name = "directory"
urlpatterns = [
    path("directory/", listing.index, name="index"),
    path("directory/list-for-your-site/", embedding.build, name="list-for-your-site"),
    path("embed/directory/", embedding.embedded, name="embedded"),
    path("directory/<uuid:public_id>/", profile.profile, name="profile"),
    path("organisations/<path:organisation_id>/", views.organisation, name="organisation"),
    path("projects/<path:project_id>/", views.project, name="project"),
]

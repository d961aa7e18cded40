from django.urls import path

from liaison.hub.web.directory import views

app_name = "directory"
urlpatterns = [
    path("organisations/<path:organisation_id>/", views.organisation, name="organisation"),
    path("projects/<path:project_id>/", views.project, name="project"),
]

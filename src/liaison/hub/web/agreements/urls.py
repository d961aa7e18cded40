from django.urls import path

from liaison.hub.web.agreements import views

app_name = "agreements"
urlpatterns = [
    path("team/", views.desk, name="desk"),
    path("team/for/<uuid:introduction_id>/", views.want_for_team, name="want-for-team"),
    path("team/<uuid:public_id>/", views.for_team, name="for-team"),
    path("team/<uuid:public_id>/<uuid:file_id>/", views.file_for_team, name="file-for-team"),
    path("for/<uuid:introduction_id>/", views.want, name="want"),
    path("link/<str:token>/", views.by_link, name="by-link"),
    path("link/<str:token>/<uuid:file_id>/", views.file_by_link, name="file-by-link"),
    path("<uuid:public_id>/", views.agreement, name="agreement"),
    path("<uuid:public_id>/<uuid:file_id>/", views.file, name="file"),
]

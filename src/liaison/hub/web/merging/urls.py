from django.urls import path

from liaison.hub.web.merging import views

app_name = "merging"
urlpatterns = [
    path("", views.index, name="index"),
    path("merged/", views.merged, name="merged"),
    path("merged/<uuid:merger_id>/undo/", views.undo, name="undo"),
    path("<uuid:kept>/<uuid:absorbed>/", views.preview, name="preview"),
]

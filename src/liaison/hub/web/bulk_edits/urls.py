from django.urls import path

from liaison.hub.web.bulk_edits import views

app_name = "bulk_edits"
urlpatterns = [
    path("", views.index, name="index"),
    path("choose/", views.choose, name="choose"),
    path("<uuid:public_id>/", views.edit, name="edit"),
    path("<uuid:public_id>/do/", views.do, name="do"),
    path("<uuid:public_id>/undo/", views.undo, name="undo"),
]

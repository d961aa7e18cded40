from django.urls import path

from liaison.hub.web.entry_editing import lately, logos, views

app_name = "entry_editing"
urlpatterns = [
    path("directory/changed-lately/", lately.lately, name="lately"),
    path("directory/<uuid:public_id>/edit/", views.edit, name="edit"),
    path("directory/<uuid:public_id>/logo/", logos.logo, name="logo"),
    path("directory/<uuid:public_id>/confirm/", views.confirm, name="confirm"),
    path("directory/<uuid:public_id>/history/", views.history, name="history"),
]

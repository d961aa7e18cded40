from django.urls import path

from liaison.hub.web.country_formats import views

app_name = "country_formats"
urlpatterns = [
    path("", views.index, name="index"),
    path("<str:country>/", views.edit, name="edit"),
]

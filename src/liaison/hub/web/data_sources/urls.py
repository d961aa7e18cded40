from django.urls import path

from liaison.hub.web.data_sources import views

app_name = "data_sources"
urlpatterns = [path("", views.about, name="about")]

from django.urls import path

from liaison.hub.web.gallery import views

app_name = "gallery"
urlpatterns = [path("", views.index, name="index")]

from django.urls import path

from liaison.hub.web.home import views

app_name = "home"
urlpatterns = [path("", views.index, name="index")]

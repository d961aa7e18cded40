from django.urls import path

from liaison.hub.web.postbox import views

app_name = "postbox"
urlpatterns = [path("", views.hand_in, name="hand-in")]

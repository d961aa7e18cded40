from django.urls import path

from liaison.hub.web.upkeep import views

app_name = "upkeep"
urlpatterns = [
    path("<str:token>/", views.still_correct, name="still-correct"),
    path("<str:token>/changed/", views.changed, name="changed"),
]

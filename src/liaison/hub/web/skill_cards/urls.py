from django.urls import path

from liaison.hub.web.skill_cards import views

app_name = "skill_cards"
urlpatterns = [
    path("", views.index, name="index"),
    path("write/<uuid:organisation_id>/", views.write, name="write"),
    path("<uuid:public_id>/look/", views.look, name="look"),
    path("<uuid:public_id>/take-down/", views.take_down, name="take-down"),
]

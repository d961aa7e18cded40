from django.urls import path

from liaison.hub.web.relations import views

app_name = "relations"
urlpatterns = [
    path("directory/<uuid:public_id>/relations/", views.relations, name="relations"),
    path("directory/<uuid:public_id>/relations/to/<uuid:other_id>/", views.relate, name="relate"),
    path(
        "directory/<uuid:public_id>/relations/<uuid:relation_id>/answer/",
        views.answer,
        name="answer",
    ),
    path(
        "directory/<uuid:public_id>/relations/<uuid:relation_id>/take-back/",
        views.take_back,
        name="take-back",
    ),
]

from django.urls import path

from liaison.hub.web.enrichment import views

app_name = "enrichment"
urlpatterns = [
    path("directory/<uuid:public_id>/open-data/", views.entry, name="entry"),
    path("directory/<uuid:public_id>/open-data/say/", views.say, name="say"),
    path("directory/<uuid:public_id>/open-data/unlink/", views.unlink, name="unlink"),
    path(
        "directory/<uuid:public_id>/open-data/take-back/<int:number>/",
        views.take_back,
        name="take-back",
    ),
    path("directory/<uuid:public_id>/open-data/facts/", views.facts, name="facts"),
    path("likely-entries/", views.likely, name="likely"),
    path("proposed-facts/", views.proposed, name="proposed"),
]

from django.urls import path

from liaison.hub.web.interactions import files, following, logging, timeline, views

app_name = "interactions"
urlpatterns = [
    path("", views.index, name="index"),
    path("log/", logging.log, name="log"),
    path("from-file/", files.bring, name="from-file"),
    path("look-up/", logging.look_up, name="look-up"),
    path("silent/", timeline.silent, name="silent"),
    path("organisations/<uuid:organisation_id>/", timeline.organisation, name="organisation"),
    path("follow-ups/<uuid:public_id>/done/", following.done, name="done"),
    path("follow-ups/<uuid:public_id>/reopen/", following.reopen, name="reopen"),
    path("<uuid:public_id>/", views.one, name="interaction"),
    path("<uuid:public_id>/change/", logging.change, name="change"),
    path("<uuid:public_id>/remove/", views.remove, name="remove"),
    path("<uuid:public_id>/bring-back/", views.bring_back, name="bring-back"),
    path("<uuid:public_id>/follow-ups/", following.add, name="follow-up"),
    path("<uuid:public_id>/outcomes/", following.add_outcome, name="outcome"),
    path("<uuid:public_id>/outcomes/remove/", following.remove_outcome, name="remove-outcome"),
]

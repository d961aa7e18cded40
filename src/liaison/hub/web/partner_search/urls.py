from django.urls import path

from liaison.hub.web.partner_search import feedback, hand_overs, requirements, teams, views

app_name = "partner_search"
urlpatterns = [
    path("", views.state, name="state"),
    path("mine/", views.mine, name="mine"),
    path("<uuid:public_id>/", views.results, name="results"),
    path("<uuid:public_id>/forget/", views.forget, name="forget"),
    path("<uuid:public_id>/requirements/", requirements.change_requirements, name="requirements"),
    path("<uuid:public_id>/team/", teams.team, name="team"),
    path(
        "<uuid:public_id>/shortlist/<path:organisation_id>/", feedback.shortlist, name="shortlist"
    ),
    path(
        "<uuid:public_id>/set-aside/<path:organisation_id>/", feedback.set_aside, name="set-aside"
    ),
    path(
        "<uuid:public_id>/take-back/<path:organisation_id>/", feedback.take_back, name="take-back"
    ),
    path(
        "<uuid:public_id>/never-suggest/<path:organisation_id>/",
        feedback.never_suggest,
        name="never-suggest",
    ),
    path("<uuid:public_id>/outcome/<path:organisation_id>/", feedback.outcome, name="outcome"),
    path(
        "<uuid:public_id>/introduction/<path:organisation_id>/",
        hand_overs.introduction,
        name="introduction",
    ),
    path("<uuid:public_id>/hand-over/", hand_overs.hand_over, name="hand-over"),
    path(
        "<uuid:public_id>/hand-over/<uuid:hand_over_id>/take-back/",
        hand_overs.take_back,
        name="take-back-hand-over",
    ),
]

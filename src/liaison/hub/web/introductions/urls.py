from django.urls import path

from liaison.hub.web.introductions import answering, proposing, sides, team

app_name = "introductions"
urlpatterns = [
    path("", sides.mine, name="mine"),
    path("with/<uuid:organisation_id>/", proposing.with_entry, name="with-entry"),
    path(
        "with/open-data/<path:organisation_id>/",
        proposing.with_open_data,
        name="with-open-data",
    ),
    path("for/<uuid:hand_over_id>/", proposing.for_hand_over, name="for-hand-over"),
    path("answer/<str:token>/", answering.answer, name="answer"),
    path("answer/<str:token>/never/", answering.never, name="never"),
    path("what-came/<str:token>/", answering.what_came, name="what-came"),
    path("team/", team.desk, name="desk"),
    path("team/asked-for/", team.asked_for, name="asked-for"),
    path("team/not-to-be-asked/", team.opt_outs, name="opt-outs"),
    path("team/not-to-be-asked/<uuid:public_id>/", team.lift_opt_out, name="lift-opt-out"),
    path("team/<uuid:public_id>/", team.introduction, name="for-team"),
    path("team/<uuid:public_id>/pass-on/", team.pass_on, name="pass-on"),
    path("team/<uuid:public_id>/reword/", team.reword, name="reword"),
    path("team/<uuid:public_id>/veto/", team.veto, name="veto"),
    path("team/<uuid:public_id>/cancel/", team.cancel, name="cancel-for-team"),
    path("team/<uuid:public_id>/outcome/", team.outcome, name="outcome-for-team"),
    path("may-ask-us/<uuid:public_id>/", sides.be_asked, name="be-asked"),
    path("<uuid:public_id>/", sides.introduction, name="introduction"),
    path("<uuid:public_id>/confirm/", sides.confirm, name="confirm"),
    path("<uuid:public_id>/cancel/", sides.cancel, name="cancel"),
    path("<uuid:public_id>/ask-again/", sides.ask_again, name="ask-again"),
    path("<uuid:public_id>/answer/", sides.answer, name="answer-signed-in"),
    path("<uuid:public_id>/messages/", sides.explain, name="explain"),
    path("<uuid:public_id>/outcome/", sides.outcome, name="outcome"),
]

from django.urls import path

from liaison.hub.web.policy_needs import carrying, challenge, desk, mine, noting, officials, opened

app_name = "policy_needs"
urlpatterns = [
    # members
    path("", mine.mine, name="mine"),
    path("tell/", mine.tell, name="tell"),
    path("opened/", opened.index, name="opened"),
    path("opened/<uuid:public_id>/", opened.challenge, name="open-challenge"),
    path("opened/<uuid:public_id>/this-hinders-us-too/", opened.echo, name="echo"),
    path("told/<uuid:public_id>/", mine.own, name="own"),
    path("told/<uuid:public_id>/change/", mine.change, name="change"),
    path("told/<uuid:public_id>/take-up/", mine.take_up, name="take-up"),
    path("told/<uuid:public_id>/take-back/", mine.take_back, name="take-back"),
    # team
    path("from-contact/<uuid:contact_id>/<uuid:organisation_id>/", noting.note, name="note"),
    path("noted/<uuid:public_id>/", noting.noted, name="noted"),
    path("noted/<uuid:public_id>/erase/", noting.withdraw, name="withdraw-noted"),
    path("team/", desk.desk, name="desk"),
    path("team/begin/", desk.begin, name="begin"),
    path("team/gather/", desk.gather, name="gather"),
    path("team/set-aside/", desk.set_aside, name="set-aside"),
    path("team/told/<uuid:public_id>/sort-again/", desk.sort_again, name="sort-again"),
    path("team/told/<uuid:public_id>/take-out/", challenge.take_out, name="take-out"),
    path("team/challenges/", challenge.challenges, name="challenges"),
    path("team/challenges/file.<str:ending>", challenge.export, name="export"),
    path("team/challenges/<uuid:public_id>/", challenge.challenge, name="challenge"),
    path("team/challenges/<uuid:public_id>/write/", challenge.write, name="write"),
    path(
        "team/challenges/<uuid:public_id>/members/",
        challenge.open_to_members,
        name="open-to-members",
    ),
    path("team/challenges/<uuid:public_id>/close/", challenge.close, name="close"),
    path("team/challenges/<uuid:public_id>/open-again/", challenge.open_again, name="open-again"),
    path("team/answers/<uuid:public_id>/tell/", challenge.tell_back, name="tell-back"),
    path("team/challenges/<uuid:public_id>/carry/", carrying.carry, name="carry"),
    path("team/carried/<uuid:public_id>/people/", carrying.ask_people, name="ask-people"),
    path("team/carried/<uuid:public_id>/take-back/", carrying.take_back, name="take-carried-back"),
    path("team/carried/<uuid:public_id>/note/", carrying.note_answer, name="note-answer"),
    path("team/answers/<uuid:public_id>/correct/", carrying.correct_noted, name="correct-noted"),
    # strategic partners
    path("carried/", officials.carried, name="carried"),
    path("carried/<uuid:public_id>/", officials.official, name="official"),
    path("carried/<uuid:public_id>/acknowledge/", officials.acknowledge, name="acknowledge"),
    path("carried/<uuid:public_id>/answer/", officials.answer, name="answer"),
    path("carried/answers/<uuid:public_id>/", officials.correct, name="correct-answer"),
    path(
        "carried/answers/<uuid:public_id>/take-back/",
        officials.take_answer_back,
        name="take-answer-back",
    ),
]

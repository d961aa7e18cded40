from django.urls import path

from liaison.hub.web.support import asking, desk, feedback, setting

app_name = "support"
urlpatterns = [
    path("", asking.index, name="index"),
    path("about/<slug:code>/", asking.ask, name="ask"),
    path("<uuid:public_id>/", asking.case, name="case"),
    path("<uuid:public_id>/settle/", asking.settle, name="settle"),
    path("<uuid:public_id>/erase/", asking.erase, name="erase"),
    path("files/<uuid:public_id>/", asking.file, name="file"),
    path("how-was-it/<str:token>/", feedback.how_was_it, name="how-was-it"),
    path("how-was-it/<str:token>/words/", feedback.words, name="how-was-it-words"),
    path("desk/", desk.index, name="desk"),
    path("desk/together/", desk.together, name="together"),
    path("desk/together/<uuid:public_id>/", desk.step, name="step"),
    path("desk/settings/", setting.index, name="settings"),
    path("desk/settings/new-topic/", setting.topic, name="new-topic"),
    path("desk/settings/topics/<slug:code>/", setting.topic, name="topic"),
    path("desk/away/", setting.away, name="away"),
    path("desk/back/", setting.back, name="back"),
    path("desk/answers/", setting.answers, name="answers"),
    path("desk/answers/new/", setting.canned, name="new-canned"),
    path("desk/answers/<int:key>/", setting.canned, name="canned"),
    path("desk/figures/", setting.figures, name="figures"),
    path("desk/figures/questions.csv", setting.figures_file, name="figures-file"),
    path("desk/<uuid:public_id>/", desk.answer, name="answer"),
    path("desk/<uuid:public_id>/take/", desk.take, name="take"),
    path("desk/<uuid:public_id>/give-back/", desk.give_back, name="give-back"),
    path("desk/<uuid:public_id>/note/", desk.note, name="note"),
    path("desk/<uuid:public_id>/hand-over/", desk.hand_over, name="hand-over"),
    path("desk/<uuid:public_id>/sort/", desk.sort, name="sort"),
    path("desk/<uuid:public_id>/close/", desk.close, name="close"),
    path("desk/<uuid:public_id>/reopen/", desk.reopen, name="reopen"),
    path("desk/<uuid:public_id>/join/", desk.join, name="join"),
    path("desk/<uuid:public_id>/take-apart/", desk.take_apart, name="take-apart"),
]

from django.urls import path

from liaison.hub.web.collaborations import judging, mine, partners, views

app_name = "collaborations"
urlpatterns = [
    path("", views.index, name="index"),
    path("begin/", views.begin, name="begin"),
    path("figures/", views.figures, name="figures"),
    path("file.<str:ending>", views.download, name="download"),
    path("flagships/", mine.flagships, name="flagships"),
    path("ours/", mine.ours, name="ours"),
    path("parts/<uuid:partner_id>/", mine.part, name="part"),
    path("partners/<uuid:partner_id>/", partners.change, name="partner"),
    path("partners/<uuid:partner_id>/remove/", partners.remove, name="remove-partner"),
    path("partners/<uuid:partner_id>/answer/", partners.record_answer, name="record-answer"),
    path("<uuid:public_id>/", views.one, name="collaboration"),
    path("<uuid:public_id>/change/", views.change, name="change"),
    path("<uuid:public_id>/go-on/", views.go_on, name="go-on"),
    path("<uuid:public_id>/take-back/", views.take_back, name="take-back"),
    path("<uuid:public_id>/partners/", partners.add, name="add-partner"),
    path("<uuid:public_id>/open/", judging.open_to, name="open"),
    path("<uuid:public_id>/flagship/<slug:question>/", judging.judge, name="judge"),
]

from django.urls import path

from liaison.hub.web.listings import board, noting, own, reviewing, writing

app_name = "listings"
urlpatterns = [
    path("", board.index, name="index"),
    path("mine/", own.mine, name="mine"),
    path("new/", writing.begin, name="begin"),
    path("to-review/", reviewing.desk, name="desk"),
    path("from-contact/<uuid:contact_id>/<uuid:organisation_id>/", noting.note, name="note"),
    path("<uuid:public_id>/", board.listing, name="listing"),
    path("<uuid:public_id>/own/", own.own, name="own"),
    path("<uuid:public_id>/write/<slug:step>/", writing.write, name="write"),
    path("<uuid:public_id>/kept-from/", writing.kept_from, name="kept-from"),
    path("<uuid:public_id>/check/", writing.check, name="check"),
    path("<uuid:public_id>/allow/<slug:mark>/", writing.allow, name="allow"),
    path("<uuid:public_id>/discard/", writing.discard, name="discard"),
    path("<uuid:public_id>/noted/", noting.noted, name="noted"),
    path("<uuid:public_id>/noted/erase/", noting.withdraw, name="withdraw-noted"),
    path("<uuid:public_id>/change/", own.change, name="change"),
    path("<uuid:public_id>/take-back/", own.take_back, name="take-back"),
    path("<uuid:public_id>/pause/", own.pause, name="pause"),
    path("<uuid:public_id>/resume/", own.resume, name="resume"),
    path("<uuid:public_id>/close/", own.close, name="close"),
    path("<uuid:public_id>/renew/", own.renew, name="renew"),
    path("<uuid:public_id>/opened-to/", own.opened_to, name="opened-to"),
    path("<uuid:public_id>/review/", reviewing.review, name="review"),
    path("<uuid:public_id>/review/begin/", reviewing.begin, name="begin-review"),
    path("<uuid:public_id>/return/", reviewing.return_for_changes, name="return"),
]

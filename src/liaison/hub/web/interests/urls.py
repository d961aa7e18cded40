from django.urls import path

from liaison.hub.web.interests import receiving, screening, sending

app_name = "interests"
urlpatterns = [
    path("", sending.mine, name="mine"),
    path("to-read/", screening.desk, name="desk"),
    path("to/<uuid:listing_id>/", sending.express, name="express"),
    path("<uuid:public_id>/sent/", sending.sent_one, name="sent"),
    path("<uuid:public_id>/withdraw/", sending.withdraw, name="withdraw"),
    path("<uuid:public_id>/received/", receiving.received, name="received"),
    path("<uuid:public_id>/accept/", receiving.accept, name="accept"),
    path("<uuid:public_id>/decline/", receiving.decline, name="decline"),
    path("<uuid:public_id>/not-now/", receiving.not_now, name="not-now"),
    path("<uuid:public_id>/ask/", receiving.ask, name="ask"),
    path("<uuid:public_id>/outcome/", sending.outcome, name="outcome"),
    path("<uuid:public_id>/undo/", receiving.undo, name="undo"),
    path("<uuid:public_id>/screen/", screening.screen, name="screen"),
    path("<uuid:public_id>/forward/", screening.forward, name="forward"),
    path("<uuid:public_id>/turn-down/", screening.turn_down, name="turn-down"),
]

from django.urls import path

from liaison.hub.web.named_people import choosing, views

app_name = "named_people"
urlpatterns = [
    path("directory/<uuid:public_id>/people/", views.people, name="people"),
    path("directory/<uuid:public_id>/people/me/", views.me, name="me"),
    path("directory/<uuid:public_id>/people/me/take-out/", views.take_me_out, name="take-me-out"),
    path("named/people/<uuid:person_id>/remove/", views.remove, name="remove"),
    path("named/people/<uuid:person_id>/letter/", views.send_again, name="send-again"),
    path("named/", choosing.ask, name="ask"),
    path("named/<str:token>/", choosing.choose, name="choose"),
    path("named/<str:token>/take-out/", choosing.take_out, name="take-out"),
]

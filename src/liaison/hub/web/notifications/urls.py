from django.urls import path

from liaison.hub.web.notifications import views

app_name = "notifications"
urlpatterns = [
    path("", views.mine, name="mine"),
    path("stop/<str:token>/", views.stop, name="stop"),
    path("stuck/", views.stuck, name="stuck"),
    path("stuck/<uuid:public_id>/send/", views.send_again, name="send-again"),
    path("stuck/<uuid:public_id>/set-aside/", views.set_aside, name="set-aside"),
]

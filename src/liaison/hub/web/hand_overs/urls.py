from django.urls import path

from liaison.hub.web.hand_overs import views

app_name = "hand_overs"
urlpatterns = [
    path("", views.desk, name="desk"),
    path("<uuid:public_id>/", views.hand_over, name="hand-over"),
    path("<uuid:public_id>/take/", views.take, name="take"),
]

from django.urls import path

from liaison.hub.web.same_organisation import views

app_name = "same_organisation"
urlpatterns = [
    path("", views.questions, name="questions"),
    path("pair/", views.pair, name="pair"),
    path("judged/", views.judged, name="judged"),
    path("judged/<int:number>/take-back/", views.take_back, name="take-back"),
]

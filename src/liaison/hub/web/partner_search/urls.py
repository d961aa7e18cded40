from django.urls import path

from liaison.hub.web.partner_search import views

app_name = "partner_search"
urlpatterns = [
    path("", views.state, name="state"),
    path("mine/", views.mine, name="mine"),
    path("<uuid:public_id>/", views.results, name="results"),
    path("<uuid:public_id>/forget/", views.forget, name="forget"),
]

from django.urls import path

from liaison.hub.web.imports import views

app_name = "imports"
urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.new, name="new"),
    path("template/<str:ending>/", views.template, name="template"),
    path("file/<uuid:public_id>/", views.draft, name="draft"),
    path("file/<uuid:public_id>/columns/", views.columns, name="columns"),
    path("file/<uuid:public_id>/refused/", views.refused, name="refused"),
    path("file/<uuid:public_id>/write/", views.write, name="write"),
    path("file/<uuid:public_id>/stop/", views.stop, name="stop"),
    path("file/<uuid:public_id>/give-up/", views.give_up, name="give-up"),
    path("written/<str:code>/", views.written, name="written"),
    path("written/<str:code>/undo/", views.undo, name="undo"),
]

from django.urls import path

from liaison.hub.web.taxonomies import files, views

app_name = "taxonomies"
urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.new, name="new"),
    path("<slug:slug>/", views.taxonomy, name="taxonomy"),
    path("<slug:slug>/terms.csv", files.export, name="export"),
    path("<slug:slug>/file/", files.bring, name="bring"),
    path("<slug:slug>/draft/", views.draft, name="draft"),
    path("<slug:slug>/use/", views.use, name="use"),
    path("<slug:slug>/copy/", views.copy, name="copy"),
    path("<slug:slug>/publish/", views.publish, name="publish"),
    path("<slug:slug>/discard/", views.discard, name="discard"),
    path("<slug:slug>/way/", views.way, name="way"),
    path("<slug:slug>/way/<int:line_id>/back/", views.take_back, name="take-back"),
    path("<slug:slug>/move/<int:row_id>/", views.move, name="move"),
    path("<slug:slug>/term/", views.term, name="add-term"),
    path("<slug:slug>/term/<slug:code>/", views.term, name="term"),
    path("<slug:slug>/term/<slug:code>/remove/", views.remove, name="remove"),
]

from django.urls import path

from liaison.hub.web.clusters import focus_areas, founding, managing, public

app_name = "clusters"
urlpatterns = [
    path("", public.index, name="index"),
    path("new/", founding.new, name="new"),
    path("<slug:slug>/", managing.index, name="ours"),
    path("<slug:slug>/looked-at/", managing.confirm, name="looked-at"),
    path("<slug:slug>/facts/", managing.facts, name="facts"),
    path("<slug:slug>/languages/", managing.languages, name="languages"),
    path("<slug:slug>/address/", managing.address, name="address"),
    path("<slug:slug>/logo/", managing.logo, name="logo"),
    path("<slug:slug>/colour/", managing.colour, name="colour"),
    path("<slug:slug>/focus-areas/add/", focus_areas.add, name="add-focus-area"),
    path("<slug:slug>/focus-areas/<int:area_id>/", focus_areas.change, name="focus-area"),
    path("<slug:slug>/focus-areas/<int:area_id>/move/", focus_areas.move, name="move-focus-area"),
    path(
        "<slug:slug>/focus-areas/<int:area_id>/remove/",
        focus_areas.remove,
        name="remove-focus-area",
    ),
]

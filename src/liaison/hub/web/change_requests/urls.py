from django.urls import path

from liaison.hub.web.change_requests import desk, own, pictures, setting

app_name = "change_requests"
urlpatterns = [
    path("", desk.index, name="desk"),
    path("mine/", own.index, name="mine"),
    path("mine/<uuid:public_id>/", own.request, name="own"),
    path("mine/<uuid:public_id>/take-back/", own.withdraw, name="withdraw"),
    path("settings/", setting.index, name="settings"),
    path("<uuid:public_id>/", desk.request, name="request"),
    path("<uuid:public_id>/logo/<slug:which>.webp", pictures.logo, name="logo"),
    path("<uuid:public_id>/take/", desk.take, name="take"),
    path("<uuid:public_id>/give-back/", desk.give_back, name="give-back"),
    path("<uuid:public_id>/apply/", desk.apply, name="apply"),
    path("<uuid:public_id>/leave/<int:change_id>/", desk.leave, name="leave"),
    path("<uuid:public_id>/refuse/<int:change_id>/", desk.refuse, name="refuse"),
    path("<uuid:public_id>/ask/", desk.ask, name="ask"),
    path("<uuid:public_id>/note/", desk.note, name="note"),
    path("<uuid:public_id>/put-back/", desk.put_back, name="put-back"),
]

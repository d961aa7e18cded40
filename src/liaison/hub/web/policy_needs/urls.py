from django.urls import path

from liaison.hub.web.policy_needs import mine, noting, opened

app_name = "policy_needs"
urlpatterns = [
    # members
    path("", mine.mine, name="mine"),
    path("tell/", mine.tell, name="tell"),
    path("opened/", opened.index, name="opened"),
    path("opened/<uuid:public_id>/", opened.challenge, name="open-challenge"),
    path("opened/<uuid:public_id>/this-hinders-us-too/", opened.echo, name="echo"),
    path("told/<uuid:public_id>/", mine.own, name="own"),
    path("told/<uuid:public_id>/change/", mine.change, name="change"),
    path("told/<uuid:public_id>/take-up/", mine.take_up, name="take-up"),
    path("told/<uuid:public_id>/take-back/", mine.take_back, name="take-back"),
    # team
    path("from-contact/<uuid:contact_id>/<uuid:organisation_id>/", noting.note, name="note"),
    path("noted/<uuid:public_id>/", noting.noted, name="noted"),
    path("noted/<uuid:public_id>/erase/", noting.withdraw, name="withdraw-noted"),
    # strategic partners
]

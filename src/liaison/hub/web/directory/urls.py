from django.urls import path

from liaison.hub.web.directory import (
    cards,
    downloading,
    embedding,
    graph,
    listing,
    logos,
    mapping,
    profile,
    sharing,
    views,
)

app_name = "directory"
urlpatterns = [
    path("directory/", listing.index, name="index"),
    path("directory/list-for-your-site/", embedding.build, name="list-for-your-site"),
    path("embed/directory/", embedding.embedded, name="embedded"),
    path("directory/download/<str:ending>/", downloading.download, name="download"),
    path("directory/map/", mapping.towns, name="map"),
    path("directory/graph/", graph.graph, name="graph"),
    path("directory/<uuid:public_id>/", profile.profile, name="profile"),
    path("directory/<uuid:public_id>/logo-pack/", logos.pack, name="logo-pack"),
    path(
        "directory/<uuid:public_id>/share-<slug:digest>.png",
        sharing.share_picture,
        name="share-picture",
    ),
    path("directory/<uuid:public_id>/card.vcf", cards.card, name="card"),
    path("directory/<uuid:public_id>/card.svg", cards.card_code, name="card-code"),
    path("directory/<uuid:public_id>/claim.svg", cards.claim_code, name="claim-code"),
    path("organisations/<path:organisation_id>/", views.organisation, name="organisation"),
    path("projects/<path:project_id>/", views.project, name="project"),
]

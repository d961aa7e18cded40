"""Every address of the site. Pages carry their language in front: /en/, /fr/, /de/."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from liaison.hub.web.clusters.brand import logo as logo_of_cluster
from liaison.hub.web.clusters.brand import stylesheet
from liaison.hub.web.directory.logos import logo
from liaison.hub.web.layout.views import alive, choose_language, favicon
from liaison.hub.web.pages import sitemaps
from liaison.hub.web.pages.views import robots

urlpatterns = [
    path("alive/", alive, name="alive"),
    path("robots.txt", robots, name="robots"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-<slug:section>.xml", sitemaps.section, name="sitemap-section"),
    path("logos/<uuid:public_id>/<slug:digest>-<int:size>.webp", logo, name="logo"),
    path("favicon.ico", favicon, name="favicon"),
    path("brand/<slug:slug>/<slug:digest>.css", stylesheet, name="brand"),
    path(
        "brand/<slug:slug>/<slug:digest>-<int:size>.webp", logo_of_cluster, name="logo-of-cluster"
    ),
    path("mail/", include("liaison.hub.web.postbox.urls")),
    path("", choose_language, name="choose-language"),
    *i18n_patterns(
        path("", include("liaison.hub.web.home.urls")),
        path("desk/", include("liaison.hub.web.desk.urls")),
        path("search/", include("liaison.hub.web.partner_search.urls")),
        path("needs-and-offers/answers/", include("liaison.hub.web.interests.urls")),
        path("needs-and-offers/", include("liaison.hub.web.listings.urls")),
        path("calls/", include("liaison.hub.web.calls.urls")),
        path("handed-over/", include("liaison.hub.web.hand_overs.urls")),
        path("introductions/", include("liaison.hub.web.introductions.urls")),
        path("agreements/", include("liaison.hub.web.agreements.urls")),
        path("changes/", include("liaison.hub.web.change_requests.urls")),
        path("support/", include("liaison.hub.web.support.urls")),
        path("data-control/", include("liaison.hub.web.data_control.urls")),
        path("still-correct/", include("liaison.hub.web.upkeep.urls")),
        path("my-organisations/", include("liaison.hub.web.claims.urls")),
        path("membership/", include("liaison.hub.web.membership.urls")),
        path("clusters/", include("liaison.hub.web.clusters.urls")),
        path("same-organisation/", include("liaison.hub.web.same_organisation.urls")),
        path("imports/", include("liaison.hub.web.imports.urls")),
        path("recorded-twice/", include("liaison.hub.web.merging.urls")),
        path("background/", include("liaison.hub.web.jobs.urls")),
        path("letters/", include("liaison.hub.web.notifications.urls")),
        path("taxonomies/", include("liaison.hub.web.taxonomies.urls")),
        path("collaborations/", include("liaison.hub.web.collaborations.urls")),
        path("policy-needs/", include("liaison.hub.web.policy_needs.urls")),
        path("skill-cards/", include("liaison.hub.web.skill_cards.urls")),
        path("register/", include("liaison.hub.web.interactions.urls")),
        path("my-collections/", include("liaison.hub.web.collecting.urls")),
        path("my-lists/", include("liaison.hub.web.watching.urls")),
        path("exclusions/", include("liaison.hub.web.exclusions.urls")),
        path("number-formats/", include("liaison.hub.web.country_formats.urls")),
        path("directory/together/", include("liaison.hub.web.bulk_edits.urls")),
        path("", include("liaison.hub.web.entry_editing.urls")),
        path("", include("liaison.hub.web.named_people.urls")),
        path("", include("liaison.hub.web.relations.urls")),
        path("", include("liaison.hub.web.enrichment.urls")),
        path("", include("liaison.hub.web.directory.urls")),
        path("about-the-data/", include("liaison.hub.web.data_sources.urls")),
        path("", include("liaison.hub.web.pages.urls")),
        path("design/", include("liaison.hub.web.gallery.urls")),
        path("", include("liaison.hub.web.accounts.urls")),
        path("account/", include("allauth.urls")),
        path("staff/", admin.site.urls),
    ),
]

handler400 = "liaison.hub.web.layout.views.bad_request"
handler403 = "liaison.hub.web.layout.views.permission_denied"
handler404 = "liaison.hub.web.layout.views.page_not_found"
handler500 = "liaison.hub.web.layout.views.server_error"

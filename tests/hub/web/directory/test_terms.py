"""What organisations can do and have, on their pages, in the list and on the form."""

import datetime as dt
import re

import pytest
from django.core.cache import cache

from liaison.hub.clusters.models import FocusArea
from liaison.hub.directory.lookup import refresh_lookup
from liaison.hub.directory.models import MapEntry, OrganisationTerm
from liaison.hub.taxonomies.models import TaxonomyUse, Term
from liaison.hub.taxonomies.setting_up import set_up_taxonomies
from liaison.hub.taxonomies.starting_sets import BIOHEALTH
from tests.factories.directory import OrganisationFactory, OrganisationRoleFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evidence")]

NOON = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)


@pytest.fixture
def lab(biohealth):
    set_up_taxonomies(BIOHEALTH, cluster=biohealth, now=NOON)
    lab = OrganisationFactory(name="Alzette Lab", visibility="public")
    MapEntry.objects.create(cluster=biohealth, organisation=lab, since=NOON.date())
    for subject, code, until in (
        ("skills", "cell-culture", None),
        ("certificates", "gmp", dt.date(2020, 5, 4)),
        ("certificates", "iso-13485", dt.date(2199, 5, 4)),
    ):
        OrganisationTerm.objects.create(
            organisation=lab, subject=subject, term=Term.objects.get(code=code), until=until
        )
    OrganisationTerm.objects.create(
        organisation=lab, subject="skills", words="Levures de vin", language="fr"
    )
    OrganisationTerm.objects.create(
        organisation=lab,
        subject="focus_areas",
        focus_area=FocusArea.objects.get(code="immuno-oncology"),
    )
    refresh_lookup()
    return lab


def text_of(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


class TestProfile:
    def test_says_what_it_can_do_and_has(self, client, lab):
        page = client.get(f"/en/directory/{lab.public_id}/")

        said = text_of(page)
        assert "Cell culture" in said
        assert "Immuno-oncology" in said
        assert "ISO 13485: medical devices (valid until 4 May 2199)" in said
        assert "Good manufacturing practice (GMP) (expired on 4 May 2020) Expired" in said
        assert '<span lang="fr">Levures de vin</span>' in page.content.decode()
        assert "?skills=biohealth-skills%3Acell-culture" in page.content.decode()

    def test_says_it_in_the_readers_language(self, client, lab):
        assert "Zellkultur" in text_of(client.get(f"/de/directory/{lab.public_id}/"))

    def test_asks_few_questions(self, client, lab, django_assert_max_num_queries):
        with django_assert_max_num_queries(12):
            client.get(f"/en/directory/{lab.public_id}/")


class TestList:
    def test_offers_terms_as_a_tree_with_numbers(self, client, lab):
        said = text_of(client.get("/en/directory/"))

        assert "Skills and services Skills and services Discovery and biology (1) More" in said
        assert "Discovery and biology Cell culture (1)" in said
        assert "Immuno-oncology (1)" in said
        assert "Good manufacturing practice (GMP) (1)" not in said

    @pytest.mark.parametrize(
        "address",
        [
            "/en/directory/",
            "/en/directory/download/csv/",
            "/en/embed/directory/",
        ],
    )
    def test_is_narrowed_alike_as_a_file_and_on_other_sites(self, client, lab, address):
        # Of files there are some an hour.
        cache.clear()
        OrganisationFactory(name="Moselle Sensors", visibility="public")
        refresh_lookup()

        answer = client.get(f"{address}?skills=biohealth-skills:cell-culture")

        said = b"".join(answer.streaming_content if answer.streaming else [answer.content])
        assert b"Alzette Lab" in said
        assert b"Moselle Sensors" not in said

    def test_is_narrowed_and_says_by_what(self, client, lab):
        OrganisationFactory(name="Moselle Sensors", visibility="public")
        refresh_lookup()

        said = text_of(client.get("/en/directory/?skills=biohealth-skills:discovery"))

        assert "1 organisation " in said
        assert "× Discovery and biology (remove this filter)" in said
        assert "Moselle Sensors" not in said

    def test_passes_over_terms_that_do_not_exist(self, client, lab):
        said = text_of(client.get("/en/directory/?skills=no:such&certificates=%00&focus_areas="))

        assert "1 organisation " in said

    @pytest.mark.parametrize(
        "query",
        [
            "",
            "?skills=biohealth-skills:discovery&focus_areas=biohealth:immuno-oncology&q=alzette",
            "?certificates=certificates:iso-13485&kind=company&q=alzette",
        ],
    )
    def test_asks_few_questions(self, client, lab, query, django_assert_max_num_queries):
        with django_assert_max_num_queries(12):
            answer = client.get(f"/en/directory/{query}")

        assert "1 organisation" in text_of(answer)


class TestForm:
    @pytest.fixture
    def signed_in(self, client, lab):
        client.force_login(OrganisationRoleFactory(organisation=lab).person)
        return client

    def test_offers_terms_and_tells_what_ended(self, signed_in, lab):
        said = text_of(signed_in.get(f"/en/directory/{lab.public_id}/edit/"))

        assert "“Good manufacturing practice (GMP)” ended on 4 May 2020." in said
        assert "Renew a certificate that has ended, or remove it." in said

    def test_saves_terms_and_own_words(self, signed_in, lab):
        address = f"/en/directory/{lab.public_id}/edit/"
        sent = fields(signed_in.get(address))
        sent["terms-skills-2-term"] = "biohealth-skills@1:screening"
        sent["terms-certificates-0-DELETE"] = "on"

        answer = signed_in.post(address, sent)

        assert answer.status_code == 302, answer.context["mistakes"]
        skills = lab.terms.filter(subject="skills").order_by("pk")
        assert [str(each) for each in skills] == [
            "Cell culture",
            "Levures de vin",
            "Screening of compounds",
        ]
        assert lab.terms.filter(subject="certificates").count() == 1
        assert "Skills and services" in text_of(signed_in.get(address.replace("edit", "history")))

    @pytest.mark.parametrize(
        ("more", "why"),
        [
            (
                {
                    "terms-skills-2-term": "biohealth-skills@1:screening",
                    "terms-skills-2-words": "x",
                },
                "Choose from the list or write your own words; for both take two rows.",
            ),
            ({"terms-skills-2-term": "biohealth-skills@1:cell-culture"}, None),
            (
                {"terms-certificates-1-since": "2200-01-01"},
                "The last day is before the first one.",
            ),
            (
                {"terms-certificates-2-number": "7"},
                "Choose from the list what this is, or write it in words.",
            ),
            ({"terms-skills-2-term": "certificates@1:gmp"}, "Select a valid choice."),
        ],
    )
    def test_says_what_is_wrong(self, signed_in, lab, more, why):
        address = f"/en/directory/{lab.public_id}/edit/"
        sent = fields(signed_in.get(address)) | more

        answer = signed_in.post(address, sent)

        assert answer.status_code == (422 if why else 302), answer.context["mistakes"]
        assert why is None or why in text_of(answer)


class TestWhatTheClusterAsksFor:
    @pytest.fixture
    def signed_in(self, client, lab):
        client.force_login(OrganisationRoleFactory(organisation=lab).person)
        return client

    @pytest.fixture
    def asks(self, lab, biohealth):
        def asks(**flags):
            uses = TaxonomyUse.objects.filter(cluster=biohealth, taxonomy__slug="biohealth-skills")
            uses.update(**flags)

        return asks

    def test_is_one_term_of_a_list_at_most(self, signed_in, lab, asks):
        asks(allows_several=False)
        address = f"/en/directory/{lab.public_id}/edit/"
        page = signed_in.get(address)
        only_one = "Choose one of the list “Skills and services of biohealth” only"
        assert only_one in text_of(page)
        sent = fields(page) | {"terms-skills-2-term": "biohealth-skills@1:screening"}

        answer = signed_in.post(address, sent)

        assert answer.status_code == 422
        assert answer.context["mistakes"] == [
            ("id_terms-skills-2-term", "Term", f"{only_one}: your cluster wants no more.")
        ]
        assert lab.terms.filter(subject="skills").count() == 2

        sent["terms-skills-0-DELETE"] = "on"
        assert signed_in.post(address, sent).status_code == 302

    def test_is_one_term_of_a_list_at_least_and_counts_for_completeness(self, signed_in, lab, asks):
        lab.terms.filter(subject="skills", term__isnull=False).delete()
        address = f"/en/directory/{lab.public_id}/edit/"
        before = signed_in.get(address).context["completeness"].percent

        asks(is_required=True)
        page = signed_in.get(address)
        asked_for = "Choose from the list “Skills and services of biohealth”"
        assert page.context["completeness"].percent < before
        answer = signed_in.post(address, fields(page))

        assert answer.status_code == 422
        assert f"{asked_for}: your cluster asks for it." in text_of(answer)

        sent = fields(page) | {"terms-skills-1-term": "biohealth-skills@1:screening"}
        assert signed_in.post(address, sent).status_code == 302


def fields(answer):
    """What a browser would send back of the form as it is."""
    form, sent = answer.context["form"], {"seen": answer.context["seen"]}
    for rows in (*form.rows[:4], *(each.rows for each in form.terms)):
        parts = [rows.management_form, *rows.forms]
        for part in parts:
            for bound in part:
                value = bound.value()
                sent[bound.html_name] = "" if value is None or value is False else str(value)
    for bound in (*form.once, *form.texts):
        sent[bound.html_name] = "" if bound.value() is None else str(bound.value())
    return sent

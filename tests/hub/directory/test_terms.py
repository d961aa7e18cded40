"""What organisations can do and have: skills, certificates, facilities, focus areas."""

from datetime import UTC, date, datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction

from liaison.hub.clusters.models import FocusArea
from liaison.hub.directory import actions
from liaison.hub.directory.editing import (
    UnknownTerm,
    completeness_of,
    offered_to,
    over_or_ending,
    read_entry,
)
from liaison.hub.directory.listing import (
    Selection,
    get_profile,
    list_organisations,
    vocabulary_of,
)
from liaison.hub.directory.lookup import refresh_lookup
from liaison.hub.directory.models import FieldChange, MapEntry, Organisation, OrganisationTerm
from liaison.hub.taxonomies.actions import (
    draft_version,
    publish,
    remove_term,
    save_term,
    say_way,
)
from liaison.hub.taxonomies.choices import Relation
from liaison.hub.taxonomies.models import Taxonomy, Term
from liaison.hub.taxonomies.setting_up import set_up_taxonomies
from liaison.hub.taxonomies.starting_sets import BIOHEALTH
from tests.factories.clusters import ClusterFactory, ClusterRoleFactory
from tests.factories.directory import OrganisationFactory, OrganisationRoleFactory

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
TODAY = date(2026, 11, 2)
CULTURE = ["biohealth-skills@1:cell-culture", "", "", None, None, "", "", ""]
OWN_WORDS = ["", "Moselle wine yeast", "en", None, None, "", "", ""]
ISO = ["certificates@1:iso-13485", "", "", "2024-01-01", "2026-12-01", "MD 77", "Invented Body", ""]


@pytest.fixture
def cluster(biohealth):
    set_up_taxonomies(BIOHEALTH, cluster=biohealth, now=NOON)
    return biohealth


@pytest.fixture
def lab(cluster):
    lab = OrganisationFactory(name="Alzette Lab", visibility="public")
    MapEntry.objects.create(cluster=cluster, organisation=lab, since=TODAY)
    return lab


@pytest.fixture
def owner(lab):
    return OrganisationRoleFactory(organisation=lab).person


@pytest.fixture
def edit(lab, owner):
    def edit(*, seen=None, **fields):
        seen = seen or read_entry(lab)
        wanted = seen | {f"terms:{subject}": rows for subject, rows in fields.items()}
        return actions.edit_organisation(
            lab.public_id, seen=seen, wanted=wanted, by=owner, now=NOON
        )

    return edit


class TestEditing:
    def test_keeps_terms_and_own_words_with_who_says_so(self, edit, lab, owner):
        assert edit(skills=[CULTURE, OWN_WORDS]) == ["terms:skills"]

        assert read_entry(lab)["terms:skills"] == [CULTURE, OWN_WORDS]
        row = lab.terms.get(term__code="cell-culture")
        assert (row.source, row.verified_on, row.verified_by) == (
            "liaison:organisation",
            TODAY,
            owner,
        )
        assert Organisation.objects.get(pk=lab.pk).provenance["terms:skills"]["on"] == "2026-11-02"
        change = FieldChange.objects.get()
        assert (change.field, change.old, change.new) == (
            "terms:skills",
            [],
            [CULTURE, OWN_WORDS],
        )

    def test_leaves_rows_that_say_the_same_the_rows_they_are(self, edit, lab):
        edit(skills=[CULTURE, OWN_WORDS])
        keys = dict(lab.terms.values_list("words", "pk"))

        edit(skills=[OWN_WORDS])

        assert list(lab.terms.values_list("pk", flat=True)) == [keys["Moselle wine yeast"]]

    def test_keeps_the_validity_of_a_certificate(self, edit, lab):
        edit(certificates=[ISO])

        certificate = lab.terms.get()
        assert (certificate.since, certificate.until) == (date(2024, 1, 1), date(2026, 12, 1))
        assert (certificate.number, certificate.issuer) == ("MD 77", "Invented Body")
        renewed = [*ISO[:4], "2029-12-01", *ISO[5:]]
        edit(certificates=[renewed])
        assert lab.terms.get().pk == certificate.pk
        assert lab.terms.get().until == date(2029, 12, 1)

    def test_meets_what_somebody_else_wrote_meanwhile(self, edit, lab):
        seen = read_entry(lab)
        edit(skills=[CULTURE])

        with pytest.raises(actions.ChangedMeanwhile) as met:
            edit(seen=seen, skills=[OWN_WORDS])

        assert met.value.conflicts[0].theirs == [CULTURE]

    @pytest.mark.parametrize(
        ("subject", "key"),
        [
            ("skills", "biohealth-skills@1:no-such-skill"),
            ("skills", "certificates@1:gmp"),
            ("focus_areas", "biohealth:no-such-area"),
            ("focus_areas", ""),
        ],
    )
    def test_refuses_a_key_that_means_nothing_here(self, edit, lab, subject, key):
        with pytest.raises(UnknownTerm):
            edit(**{subject: [[key, "" if key else "x", "", None, None, "", "", ""]]})

        assert not lab.terms.exists()

    def test_notes_that_a_field_is_still_correct(self, edit, lab, owner):
        edit(skills=[CULTURE])
        later = datetime(2027, 1, 5, tzinfo=UTC)

        actions.confirm_organisation(lab.public_id, field="terms:skills", by=owner, now=later)

        assert lab.terms.get().verified_on == date(2027, 1, 5)


class TestOffered:
    def test_are_terms_that_its_clusters_use_and_their_focus_areas(self, lab):
        offered = offered_to(lab)

        assert [each.key for each in offered["focus_areas"]] == [
            "biohealth:digital-health",
            "biohealth:neurodegenerative-diseases",
            "biohealth:molecular-diagnostics",
            "biohealth:immuno-oncology",
        ]
        assert len(offered["skills"]) == 67
        assert [(each.key, each.depth) for each in offered["skills"][:2]] == [
            ("biohealth-skills@1:discovery", 0),
            ("biohealth-skills@1:cell-culture", 1),
        ]
        # The version in force only.
        assert len(offered["sub_sectors"]) == 6

    def test_are_not_those_of_clusters_it_has_nothing_to_do_with(self, lab):
        other = ClusterFactory(slug="wood")
        FocusArea.objects.create(
            cluster=other, code="oak", position=1, name_en="Oak", name_fr="Chêne", name_de="Eiche"
        )

        assert "wood:oak" not in {each.key for each in offered_to(lab)["focus_areas"]}


class TestVersions:
    def test_a_term_counts_as_the_same_one_of_the_version_in_force(self, edit, lab, cluster):
        manager = ClusterRoleFactory(cluster=cluster).person
        edit(skills=[CULTURE])
        skills = Taxonomy.objects.get(slug="biohealth-skills")
        draft = draft_version(skills, by=manager, now=NOON)
        values = {"name_en": "Culture of cells"}
        save_term(
            draft, "cells", values, was="cell-culture", parent="discovery", by=manager, now=NOON
        )
        publish(draft, by=manager, now=NOON)

        rows = read_entry(lab)["terms:skills"]
        assert [row[0] for row in rows] == ["biohealth-skills@2:cells"]
        assert edit(skills=rows) == []
        shown = get_profile(lab.public_id, for_user=AnonymousUser()).terms[0]
        assert shown.meant.name_en == "Culture of cells"

    def test_two_older_terms_that_became_one_are_one(self, edit, lab, cluster):
        taxonomy = Taxonomy.objects.get(slug="biohealth-skills")
        first = taxonomy.versions.get(number=1)
        leaves = list(first.terms.filter(children=None)[:2])
        for term in leaves:
            OrganisationTerm.objects.create(organisation=lab, subject="skills", term=term)
        manager = ClusterRoleFactory(cluster=cluster).person
        draft = draft_version(taxonomy, by=manager, now=NOON)
        save_term(draft, "merged", {"name_en": "Merged"}, by=manager, now=NOON)
        for term in leaves:
            remove_term(draft, term.code, by=manager, now=NOON)
            say_way(draft, term.code, newer="merged", relation=Relation.SAME, by=manager, now=NOON)
        publish(draft, by=manager, now=NOON)

        rows = read_entry(lab)["terms:skills"]

        assert [row[0] for row in rows] == ["biohealth-skills@2:merged"]
        assert edit(skills=rows) == []
        assert edit(skills=[]) == ["terms:skills"]
        assert not lab.terms.exists()


class TestCertificates:
    def test_are_told_of_sixty_days_before_they_end(self):
        def until(day):
            return [*ISO[:4], day, *ISO[5:]]

        days = ("2026-11-01", "2026-11-02", "2027-01-01", "2027-01-02", None)
        rows = [until(day) for day in days]

        found = over_or_ending(rows, today=TODAY)

        assert [(row[4], is_over) for row, is_over in found] == [
            ("2026-11-01", True),
            ("2026-11-02", False),
            ("2027-01-01", False),
        ]

    def test_that_ended_are_the_next_step(self, edit, lab):
        edit(certificates=[ISO])
        entry = read_entry(lab)

        before = completeness_of(entry, verified_on=TODAY, today=date(2026, 12, 1))
        after = completeness_of(entry, verified_on=TODAY, today=date(2026, 12, 2))

        assert before.next_step != "over"
        assert after.next_step == "over"
        assert after.percent == before.percent


class TestRules:
    def test_a_row_is_a_term_or_a_focus_area_or_own_words(self, lab):
        term = Term.objects.get(code="gmp")
        for wrong in ({}, {"term": term, "words": "GMP"}):
            with pytest.raises(IntegrityError), transaction.atomic():
                OrganisationTerm.objects.create(organisation=lab, subject="certificates", **wrong)

    def test_a_term_is_had_once_but_a_certificate_once_for_each_number(self, lab):
        term = Term.objects.get(code="gmp")
        row = {"organisation": lab, "subject": "certificates", "term": term}
        OrganisationTerm.objects.create(number="1", **row)
        OrganisationTerm.objects.create(number="2", **row)

        with pytest.raises(IntegrityError), transaction.atomic():
            OrganisationTerm.objects.create(number="2", **row)


class TestNarrowing:
    @pytest.fixture
    def sector(self, cluster, lab):
        """The lab cultures cells and has two certificates; the maker sequences, its one is over."""
        maker = OrganisationFactory(name="Moselle Sensors", visibility="public")
        OrganisationFactory(name="Quiet Biotech")
        for organisation, rows in (
            (
                lab,
                [
                    ("skills", "cell-culture", None),
                    ("skills", "organoids", None),
                    ("certificates", "gmp", date(2026, 11, 2)),
                    ("certificates", "iso-13485", None),
                ],
            ),
            (maker, [("skills", "genomics", None), ("certificates", "gmp", date(2026, 11, 1))]),
        ):
            for subject, code, until in rows:
                OrganisationTerm.objects.create(
                    organisation=organisation,
                    subject=subject,
                    term=Term.objects.get(code=code),
                    until=until,
                )
        area = FocusArea.objects.get(code="immuno-oncology")
        OrganisationTerm.objects.create(organisation=maker, subject="focus_areas", focus_area=area)
        refresh_lookup()
        return cluster

    @pytest.fixture
    def choices(self, sector):
        vocabulary = vocabulary_of(sector.pk, minute=0)
        return {
            each.value.partition(":")[2]: (subject, each.key)
            for subject, choices in vocabulary.items()
            for each in choices
        }

    @pytest.fixture
    def listed(self, choices, monkeypatch):
        monkeypatch.setattr("django.utils.timezone.localdate", lambda: TODAY)

        def listed(*codes):
            terms = {}
            for code in codes:
                subject, key = choices[code]
                terms.setdefault(subject, set()).add(key)
            chosen = tuple((subject, frozenset(keys)) for subject, keys in terms.items())
            found = list_organisations(Selection(terms=chosen), for_user=AnonymousUser())
            names = [each.organisation.name for each in found.page]
            numbers = {
                code: found.counted.terms[kind].get(key, 0)
                for code, (subject, key) in choices.items()
                for kind in ["areas" if subject == "focus_areas" else "terms"]
                if found.counted.terms[kind].get(key)
            }
            assert found.counted.total == len(names)
            return names, numbers

        return listed

    def test_counts_once_under_each_term_and_those_above_it(self, listed):
        names, numbers = listed()

        assert names == ["Alzette Lab", "Moselle Sensors"]
        assert numbers == {
            "immuno-oncology": 1,
            "discovery": 1,
            "cell-culture": 1,
            "organoids": 1,
            "analysis": 1,
            "genomics": 1,
            "iso-13485": 1,
            "good-practice": 1,
            "gmp": 1,
        }

    def test_finds_by_a_term_above(self, listed):
        assert listed("discovery")[0] == ["Alzette Lab"]

    def test_passes_over_certificates_that_are_over(self, listed):
        assert listed("gmp")[0] == ["Alzette Lab"]

    def test_takes_any_term_of_a_subject_and_one_of_each(self, listed):
        assert listed("cell-culture", "genomics")[0] == ["Alzette Lab", "Moselle Sensors"]
        assert listed("genomics", "gmp")[0] == []
        assert listed("genomics", "immuno-oncology")[0] == ["Moselle Sensors"]

    def test_counts_the_others_of_a_subject_as_if_none_were_chosen(self, listed):
        _names, numbers = listed("cell-culture")

        assert numbers["genomics"] == 1
        assert numbers["gmp"] == 1
        assert "immuno-oncology" not in numbers

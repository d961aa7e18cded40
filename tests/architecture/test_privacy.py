"""For every field that we store it is decided whether it tells of a person."""

from datetime import UTC, datetime

import pytest
from django.apps import apps

from liaison.hub.accounts.actions import erase_account
from liaison.hub.accounts.models import User
from tests.factories.accounts import UserFactory

# "personal": tells of a person; erased with them, never in logs, never in the history.
# "allowed": tells of no person, or says nothing once the person it leads to is erased.
DECISIONS = {
    "accounts.User": {
        "id": "allowed",
        "public_id": "allowed",
        "email": "personal",
        "full_name": "personal",
        "password": "personal",
        "last_login": "personal",
        "language": "allowed",
        "is_active": "allowed",
        "is_staff": "allowed",
        "is_superuser": "allowed",
        "joined_at": "allowed",
        "erased_at": "allowed",
        "groups": "allowed",
        "user_permissions": "allowed",
    },
    "audit.Event": {
        "id": "allowed",
        "verb": "allowed",
        # `record_event` refuses addresses; people stand here under their public ids.
        "subject": "allowed",
        "actor": "allowed",
        "at": "allowed",
        "cluster": "allowed",
        "details": "allowed",
    },
    "claims.Claim": {
        "id": "allowed",
        "public_id": "allowed",
        "organisation": "allowed",
        "cluster": "allowed",
        # Deleted when the person gives up their account.
        "person": "personal",
        "role": "allowed",
        "said": "personal",
        "state": "allowed",
        "asked_at": "allowed",
        "letter_digest": "allowed",
        "letter_sent_at": "allowed",
        "letter_domain": "allowed",
        "letter_about": "allowed",
        "letters_sent": "allowed",
        "decided_at": "allowed",
        "decided_by": "allowed",
        "way": "allowed",
        "answer": "personal",
    },
    "claims.Invitation": {
        "id": "allowed",
        "public_id": "allowed",
        "organisation": "allowed",
        "role": "allowed",
        # Erased once it is accepted, taken back or has run out and another is sent.
        "address": "personal",
        "digest": "allowed",
        "invited_by": "allowed",
        "invited_at": "allowed",
        "accepted_by": "personal",
        "accepted_at": "allowed",
    },
    "clusters.Cluster": {
        "id": "allowed",
        "slug": "allowed",
        "name": "allowed",
        "managing_body": "allowed",
        "host": "allowed",
        "languages": "allowed",
        # The team's address, meant to be published.
        "contact_email": "allowed",
        "set_up_at": "allowed",
    },
    "clusters.FocusArea": {
        "id": "allowed",
        "cluster": "allowed",
        "code": "allowed",
        "position": "allowed",
        "name_en": "allowed",
        "name_fr": "allowed",
        "name_de": "allowed",
        "terms": "allowed",
    },
    "clusters.ClusterRole": {
        "id": "allowed",
        "person": "personal",
        "cluster": "allowed",
        "role": "allowed",
        "granted_by": "allowed",
        "granted_at": "allowed",
    },
    "directory.Organisation": {
        "id": "allowed",
        "public_id": "allowed",
        "created_at": "allowed",
        "updated_at": "allowed",
        "source": "allowed",
        "verified_on": "allowed",
        "verified_by": "allowed",
        "visibility": "allowed",
        "name": "allowed",
        "kind": "allowed",
        "country": "allowed",
        "city": "allowed",
        "website": "allowed",
        "plain": "allowed",
        "state": "allowed",
        "merged_into": "allowed",
        "size_class": "allowed",
        "founded_year": "allowed",
        "nace": "allowed",
        "open_data_id": "allowed",
        "invented": "allowed",
        # Who checked a field stands in it under their public id.
        "provenance": "allowed",
    },
    "directory.OrganisationName": {
        "id": "allowed",
        "organisation": "allowed",
        "kind": "allowed",
        "name": "allowed",
        "plain": "allowed",
        "language": "allowed",
        "until": "allowed",
    },
    "directory.Identifier": {
        "id": "allowed",
        "organisation": "allowed",
        "scheme": "allowed",
        "country": "allowed",
        "value": "allowed",
        "until": "allowed",
    },
    "directory.Place": {
        "id": "allowed",
        "organisation": "allowed",
        "address": "allowed",
        "postcode": "allowed",
        "city": "allowed",
        "country": "allowed",
        "latitude": "allowed",
        "longitude": "allowed",
        "is_main": "allowed",
    },
    "directory.LookupWord": {
        "organisation": "allowed",
        # Of names, towns and numbers of organisations.
        "word": "allowed",
        "weight": "allowed",
    },
    "taxonomies.Taxonomy": {
        "id": "allowed",
        "name_en": "allowed",
        "name_fr": "allowed",
        "name_de": "allowed",
        "slug": "allowed",
        "subject": "allowed",
        "cluster": "allowed",
        "copied_from": "allowed",
        "created_at": "allowed",
    },
    "taxonomies.TaxonomyVersion": {
        "id": "allowed",
        "taxonomy": "allowed",
        "number": "allowed",
        "state": "allowed",
        "valid_from": "allowed",
        "valid_until": "allowed",
        "source": "allowed",
        "is_reviewed": "allowed",
        "published_at": "allowed",
        "published_by": "allowed",
    },
    "taxonomies.Term": {
        "id": "allowed",
        "name_en": "allowed",
        "name_fr": "allowed",
        "name_de": "allowed",
        "version": "allowed",
        "code": "allowed",
        "parent": "allowed",
        "position": "allowed",
        "definition": "allowed",
        "synonyms": "allowed",
        "former_codes": "allowed",
    },
    "taxonomies.TermPlacement": {
        "id": "allowed",
        "below": "allowed",
        "above": "allowed",
        "distance": "allowed",
    },
    "taxonomies.Crosswalk": {
        "id": "allowed",
        "older": "allowed",
        "newer": "allowed",
        "relation": "allowed",
        "share": "allowed",
        "note": "allowed",
        "said_by": "allowed",
        "said_on": "allowed",
    },
    "taxonomies.TaxonomyUse": {
        "id": "allowed",
        "cluster": "allowed",
        "taxonomy": "allowed",
        "object_type": "allowed",
        "is_required": "allowed",
        "allows_several": "allowed",
    },
    # Asked for about organisations; the help of the form says so.
    "directory.OrganisationTerm": {
        "id": "allowed",
        "organisation": "allowed",
        "subject": "allowed",
        "term": "allowed",
        "focus_area": "allowed",
        "words": "allowed",
        "language": "allowed",
        "since": "allowed",
        "until": "allowed",
        "number": "allowed",
        "issuer": "allowed",
        "note": "allowed",
        "source": "allowed",
        "verified_on": "allowed",
        "verified_by": "allowed",
    },
    "directory.MapEntry": {
        "id": "allowed",
        "cluster": "allowed",
        "organisation": "allowed",
        "since": "allowed",
        "source": "allowed",
    },
    # What organisations said of themselves; a form has no field about a person.
    "directory.FieldChange": {
        "id": "allowed",
        "organisation": "allowed",
        "field": "allowed",
        "old": "allowed",
        "new": "allowed",
        "teller": "allowed",
        "by": "allowed",
        "at": "allowed",
    },
    "directory.OrganisationRole": {
        "id": "allowed",
        "person": "personal",
        "organisation": "allowed",
        "role": "allowed",
        "granted_by": "allowed",
        "granted_at": "allowed",
    },
    "jobs.Job": {
        "id": "allowed",
        "public_id": "allowed",
        "kind": "allowed",
        # Short codes and numbers only, and so are key, note and result.
        "arguments": "allowed",
        "key": "allowed",
        "slot": "allowed",
        "cluster": "allowed",
        "state": "allowed",
        "attempts": "allowed",
        "most_attempts": "allowed",
        "not_before": "allowed",
        "lease_until": "allowed",
        "worker": "allowed",
        "stop_asked": "allowed",
        "created_by": "allowed",
        "created_at": "allowed",
        "started_at": "allowed",
        "ended_at": "allowed",
        "done": "allowed",
        "total": "allowed",
        "note": "allowed",
        "result": "allowed",
        "failure": "allowed",
        "error": "allowed",
    },
    "lifecycle.ImportRun": {
        "id": "allowed",
        "code": "allowed",
        "file_name": "allowed",
        "sha256": "allowed",
        "written_by": "allowed",
        "written_at": "allowed",
        "counts": "allowed",
        "likely_duplicates": "allowed",
        "state": "allowed",
        "undone_by": "allowed",
        "undone_at": "allowed",
    },
    # What organisations were; a file has no column about a person.
    "lifecycle.ImportedRow": {
        "id": "allowed",
        "run": "allowed",
        "number": "allowed",
        "organisation": "allowed",
        "is_new": "allowed",
        "before": "allowed",
        "after": "allowed",
        "updated_before": "allowed",
    },
    # Keys and marks of rows and values of organisations; nothing that a row says of a person.
    "lifecycle.Merger": {
        "id": "allowed",
        "public_id": "allowed",
        "kept": "allowed",
        "absorbed": "allowed",
        "kept_name": "allowed",
        "absorbed_name": "allowed",
        "because": "allowed",
        "merged_by": "allowed",
        "merged_at": "allowed",
        "done": "allowed",
        "decision": "allowed",
        "state": "allowed",
        "undone_by": "allowed",
        "undone_at": "allowed",
    },
    "membership.Admission": {
        "id": "allowed",
        "cluster": "allowed",
        "is_open": "allowed",
        "decided_by": "allowed",
        "votes_needed": "allowed",
        "answers_within_days": "allowed",
        "reviews_after_months": "allowed",
        "brings_en": "allowed",
        "brings_fr": "allowed",
        "brings_de": "allowed",
        "asks_en": "allowed",
        "asks_fr": "allowed",
        "asks_de": "allowed",
        "asked_facts": "allowed",
        "is_starting_set": "allowed",
    },
    "membership.Answer": {
        "id": "allowed",
        "application": "allowed",
        "code": "allowed",
        "text_en": "allowed",
        "text_fr": "allowed",
        "text_de": "allowed",
        "kind": "allowed",
        "position": "allowed",
        # About the organisation, which the form asks to keep free of anything confidential; a
        # draft's goes with the person.
        "value": "allowed",
        "chosen": "allowed",
    },
    "membership.Application": {
        "id": "allowed",
        "public_id": "allowed",
        "cluster": "allowed",
        "applicant": "personal",
        "organisation": "allowed",
        "name": "allowed",
        "plain": "allowed",
        "kind": "allowed",
        "country": "allowed",
        "city": "allowed",
        "website": "allowed",
        "facts": "allowed",
        "category": "allowed",
        # Emptied when the person gives up their account.
        "representative_name": "personal",
        "representative_function": "personal",
        "authority_declared_at": "allowed",
        "charter": "allowed",
        "charter_accepted_at": "allowed",
        "reading_consented_at": "allowed",
        "listing_consented_at": "allowed",
        "state": "allowed",
        "created_at": "allowed",
        "state_since": "allowed",
        "submitted_at": "allowed",
        "answer_due_on": "allowed",
        "decided_by": "allowed",
        "decided_at": "allowed",
        "decided_as": "allowed",
        "refusal_reason": "allowed",
        "round": "allowed",
        "made_owner": "allowed",
    },
    "membership.ApplicationQuestion": {
        "id": "allowed",
        "cluster": "allowed",
        "code": "allowed",
        "text_en": "allowed",
        "text_fr": "allowed",
        "text_de": "allowed",
        "help_en": "allowed",
        "help_fr": "allowed",
        "help_de": "allowed",
        "kind": "allowed",
        "choices": "allowed",
        "is_required": "allowed",
        "position": "allowed",
    },
    "membership.Charter": {
        "id": "allowed",
        "cluster": "allowed",
        "version": "allowed",
        "text_en": "allowed",
        "text_fr": "allowed",
        "text_de": "allowed",
        "is_draft": "allowed",
        "published_at": "allowed",
        "published_by": "allowed",
    },
    "membership.Commitment": {
        "id": "allowed",
        "membership": "allowed",
        "kind": "allowed",
        # About the organisation; the form asks to name no persons.
        "what": "allowed",
        "on": "allowed",
        "source": "allowed",
        "recorded_by": "allowed",
        "recorded_at": "allowed",
    },
    "membership.Membership": {
        "id": "allowed",
        "public_id": "allowed",
        "cluster": "allowed",
        "organisation": "allowed",
        "application": "allowed",
        "category": "allowed",
        "since": "allowed",
        "until": "allowed",
        "state": "allowed",
        "end_reason": "allowed",
        "review_on": "allowed",
        "is_listed": "allowed",
    },
    "membership.MembershipStep": {
        "id": "allowed",
        "membership": "allowed",
        "kind": "allowed",
        "at": "allowed",
        "by": "allowed",
        # Of the team about the organisation.
        "said": "allowed",
    },
    "membership.Step": {
        "id": "allowed",
        "application": "allowed",
        "kind": "allowed",
        "at": "allowed",
        "by": "allowed",
        # Of the team about the organisation.
        "said": "allowed",
    },
    "membership.Vote": {
        "id": "allowed",
        "application": "allowed",
        "person": "personal",
        "round": "allowed",
        "choice": "personal",
        "has_conflict": "personal",
        # What connects somebody with an applicant; emptied when they give up their account.
        "said": "personal",
        "at": "allowed",
    },
    "notifications.Letter": {
        "id": "allowed",
        "public_id": "allowed",
        "about": "allowed",
        "key": "allowed",
        # To whom and about what; words are erased once it is sent, the rest after 30 days.
        "address": "personal",
        "digest": "personal",
        "language": "allowed",
        "subject": "personal",
        "text": "personal",
        "html": "personal",
        "sender": "allowed",
        "reply_to": "allowed",
        "message_id": "allowed",
        "state": "allowed",
        "attempts": "allowed",
        "next_attempt": "allowed",
        "created_at": "allowed",
        "tried_at": "allowed",
        "sent_at": "allowed",
    },
    "notifications.Preference": {
        "id": "allowed",
        "person": "personal",
        "digest": "personal",
        "kind": "allowed",
        "off_since": "allowed",
    },
    "partner_search.Exclusion": {
        "id": "allowed",
        "public_id": "allowed",
        "person": "personal",
        "cluster": "allowed",
        "organisation_id": "allowed",
        "reason": "allowed",
        # Free words of the person, or of the cluster's team; shown to them only.
        "note": "personal",
        "added_by": "allowed",
        "added_at": "allowed",
    },
    "partner_search.Feedback": {
        "id": "allowed",
        "search": "personal",
        "organisation_id": "allowed",
        "state": "allowed",
        "reason": "allowed",
        "outcome": "allowed",
        "given_by": "personal",
        "given_at": "allowed",
    },
    "partner_search.HandOver": {
        "id": "allowed",
        "public_id": "allowed",
        "search": "personal",
        "kind": "allowed",
        "organisation_id": "allowed",
        # Both in somebody's own words; erased with the search.
        "message": "personal",
        "answer": "personal",
        "person": "personal",
        # Of someone without an account; erased 180 days after the answer at the latest.
        "email": "personal",
        "request": "allowed",
        "was_shortlisted": "allowed",
        "created_at": "allowed",
        "state": "allowed",
        "taken_by": "allowed",
        "answered_by": "allowed",
        "answered_at": "allowed",
    },
    "partner_search.IntroductionRequest": {
        "id": "allowed",
        "sought": "allowed",
        "asked_at": "allowed",
    },
    "partner_search.Search": {
        "id": "allowed",
        "public_id": "allowed",
        "cluster": "allowed",
        # What someone needs in their own words: confidential, shown to its author only.
        "need": "personal",
        "requirements": "personal",
        # Which call a need is for tells of the need.
        "call_topic": "personal",
        "call_programme": "personal",
        "call_scheme": "personal",
        "language": "allowed",
        "asked_by": "personal",
        "browser_key": "personal",
        "asked_at": "allowed",
    },
    "partner_search.SoughtOrganisation": {
        "id": "allowed",
        "cluster": "allowed",
        "organisation_id": "allowed",
    },
}
OURS = {
    model._meta.label: {field.name for field in model._meta.get_fields() if field.concrete}
    for model in apps.get_models()
    if model.__module__.startswith("liaison.")
}


class TestDecisions:
    def test_are_made_for_every_model(self):
        assert set(OURS) - set(DECISIONS) == set()

    @pytest.mark.parametrize("model", OURS)
    def test_are_made_for_every_field(self, model):
        assert OURS[model] - set(DECISIONS.get(model, {})) == set()

    @pytest.mark.parametrize("model", DECISIONS)
    def test_are_about_fields_that_exist(self, model):
        assert set(DECISIONS[model]) - OURS.get(model, set()) == set()

    @pytest.mark.parametrize("model", DECISIONS)
    def test_are_one_of_two(self, model):
        assert set(DECISIONS[model].values()) <= {"personal", "allowed"}


@pytest.mark.django_db
class TestWhatIsPersonal:
    def test_of_an_account_is_gone_once_it_is_erased(self):
        noon = datetime(2026, 11, 2, 12, tzinfo=UTC)
        person = UserFactory(last_login=noon)
        personal = [
            field
            for field, decision in DECISIONS["accounts.User"].items()
            if decision == "personal"
        ]
        before = User.objects.values(*personal).get()

        erase_account(person, by=person, now=noon)

        after = User.objects.values(*personal).get()
        assert [field for field in personal if before[field] == after[field]] == []

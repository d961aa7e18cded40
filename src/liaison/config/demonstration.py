"""The demonstration's cluster and one account a role; every person in it is invented."""

import datetime as dt
from contextlib import suppress
from dataclasses import dataclass

from django.db import transaction

from liaison.config.invented_cards import set_up_cards
from liaison.config.invented_cases import set_up_cases
from liaison.config.invented_interests import set_up_interests
from liaison.config.invented_introductions import set_up_introductions
from liaison.config.invented_listings import set_up_listings
from liaison.config.invented_policy_needs import set_up_policy_needs
from liaison.config.invented_register import set_up_register
from liaison.config.invented_sector import set_up_sector
from liaison.hub.accounts.actions import AddressInUse, open_account
from liaison.hub.accounts.choices import CLUSTER_ROLES, Role
from liaison.hub.accounts.queries import NoPerson, get_person
from liaison.hub.clusters.actions import set_up_cluster
from liaison.hub.clusters.models import Cluster, ClusterRole
from liaison.hub.clusters.starting_sets import BIOHEALTH
from liaison.hub.directory.choices import Kind
from liaison.hub.directory.models import Organisation, OrganisationRole
from liaison.hub.interests import actions as interests
from liaison.hub.introductions.actions import NotAllowed as MayNotIntroduce
from liaison.hub.membership import actions
from liaison.hub.membership.choices import Category
from liaison.hub.membership.models import Application
from liaison.hub.membership.queries import questions_of
from liaison.hub.membership.starting_sets import NEUTRAL
from liaison.hub.policy_needs.actions.steps import NotAllowed as MayNotTell
from liaison.hub.skill_cards.actions import NotAllowed as MayNotPresent
from liaison.hub.support.actions import NotAllowed
from liaison.hub.taxonomies import starting_sets as taxonomies
from liaison.hub.taxonomies.setting_up import set_up_taxonomies


@dataclass(frozen=True)
class DemoAccount:
    """An account of the demonstration: one a role, and one of the other side."""

    role: str
    email: str
    password: str


@dataclass(frozen=True)
class _Person:
    name: str
    language: str
    role: Role


# Reserved addresses: no such mail box can exist anywhere.
_DOMAIN = "liaison.example"
_PEOPLE = {
    "manager": _Person("Invented Manager", "en", Role.CLUSTER_MANAGER),
    "officer": _Person("Invented Officer", "fr", Role.CLUSTER_OFFICER),
    "committee": _Person("Invented Committee Member", "de", Role.STEERING_COMMITTEE_MEMBER),
    "ministry": _Person("Invented Civil Servant", "fr", Role.STRATEGIC_PARTNER),
    "abroad": _Person("Invented Company Abroad", "en", Role.FOREIGN_COMPANY),
    "owner": _Person("Invented Founder", "en", Role.ORGANISATION_OWNER),
    "editor": _Person("Invented Colleague", "de", Role.ORGANISATION_EDITOR),
}

# Who answers the needs and offers of others, so that both sides can be seen; they get their roles
# last, since whoever speaks for an organisation answers for it in what stands before.
_OTHERS = {
    "hospital": ("Invented Study Coordinator", "fr", "Invented University Hospital"),
    "institute": ("Invented Researcher", "en", "Invented Institute of Cell Research"),
    "sensors": ("Invented Engineer", "fr", "Invented Gait Sensors"),
    "vaccines": ("Invented Immunologist", "de", "Invented Tumour Vaccines"),
    "moselle": ("Invented Physician", "de", "Invented Hospital of the Moselle"),
}
_OTHER_SIDE = "hospital"

# Of the neutral form; where its questions were changed, nobody applies.
_ANSWERS = {
    "what-you-do": "We build exoskeletons for people who relearn to walk.",
    "active-here": "It is getting to know the country of the cluster",
    "why": "We look for clinics and for engineers in Luxembourg.",
}


@transaction.atomic
def set_up(*, password: str, now: dt.datetime) -> list[DemoAccount]:
    """
    Make the cluster and one account a role where they are missing; a second call changes nothing.

    :returns: the accounts, with the password that opens all of them; last one of another
        organisation than the others', to see both sides of what passes between two
    """
    cluster = set_up_cluster(BIOHEALTH, by=None, now=now)
    actions.set_up_admission(cluster, NEUTRAL, now=now)
    set_up_taxonomies(taxonomies.BIOHEALTH, cluster=cluster, now=now)
    company, *others = set_up_sector(cluster, now=now)
    for mail_box, person in _PEOPLE.items():
        _open_account(mail_box, person, cluster, company, password=password, now=now)
    _apply_for_membership(cluster, now=now)
    _ask_the_team(cluster, company, now=now)
    # Publishing makes them members, for whom the team may write down what they need.
    _publish_listings(cluster, [company, *others], now=now)
    _keep_register(cluster, [company, *others], now=now)
    _introduce(cluster, [company, *others], now=now)
    by_name = {each.name: each for each in (company, *others)}
    for mail_box, (name, language, organisation) in _OTHERS.items():
        person = _Person(name, language, Role.ORGANISATION_EDITOR)
        _open_account(mail_box, person, cluster, by_name[organisation], password=password, now=now)
    _meet(cluster, by_name, now=now)
    accounts = {mail_box: person.role for mail_box, person in _PEOPLE.items()}
    return [
        DemoAccount(role.value, f"{mail_box}@{_DOMAIN}", password)
        for mail_box, role in (accounts | {_OTHER_SIDE: Role.ORGANISATION_EDITOR}).items()
    ]


def _publish_listings(cluster: Cluster, sector: list[Organisation], *, now: dt.datetime) -> None:
    """Let the invented organisations look for something and offer something."""
    try:
        manager = get_person(f"manager@{_DOMAIN}")
    except NoPerson:
        # Somebody tried out how an account is given up.
        return
    set_up_listings(cluster, sector, manager=manager, now=now)


def _introduce(cluster: Cluster, sector: list[Organisation], *, now: dt.datetime) -> None:
    """Let people have asked to meet each other, unless one of them gave up account or role."""
    boxes = (("founder", "owner"), ("abroad", "abroad"), ("manager", "manager"))
    with suppress(NoPerson, MayNotIntroduce):
        people = {name: get_person(f"{mail_box}@{_DOMAIN}") for name, mail_box in boxes}
        with transaction.atomic():
            set_up_introductions(cluster, sector, **people, now=now)


def _meet(cluster: Cluster, organisations: dict[str, Organisation], *, now: dt.datetime) -> None:
    """
    Let people have presented themselves, answered needs and told what hinders them.

    Unless one of them gave up account or role.
    """
    try:
        people = {
            organisation: get_person(f"{mail_box}@{_DOMAIN}")
            for mail_box, (_name, _language, organisation) in _OTHERS.items()
        }
        people["Invented Diagnostics"] = get_person(f"owner@{_DOMAIN}")
        manager = get_person(f"manager@{_DOMAIN}")
    except NoPerson:
        return
    with suppress(MayNotPresent), transaction.atomic():
        set_up_cards(cluster, organisations, people=people, manager=manager, now=now)
    hindered = (interests.NotAllowed, interests.NotPossible, interests.TooLate)
    with suppress(*hindered), transaction.atomic():
        set_up_interests(cluster, organisations, people=people, manager=manager, now=now)
    with suppress(NoPerson, MayNotTell), transaction.atomic():
        civil_servant = get_person(f"ministry@{_DOMAIN}")
        everybody = {"people": people, "civil_servant": civil_servant, "manager": manager}
        set_up_policy_needs(cluster, organisations, **everybody, now=now)


def _apply_for_membership(cluster: Cluster, *, now: dt.datetime) -> None:
    """Let an invented company abroad have applied, so that the team finds something to review."""
    asked = {each.code for each in questions_of(cluster)}
    if Application.objects.filter(cluster=cluster).exists() or not set(_ANSWERS) <= asked:
        return
    try:
        person = get_person(f"abroad@{_DOMAIN}")
    except NoPerson:
        # Somebody tried out how an account is given up.
        return
    described = actions.Described(name="Invented Gait Robotics", kind=Kind.COMPANY, country="BE")
    application = actions.start_application(cluster, described=described, by=person, now=now)
    actions.describe(application, category=Category.ASSOCIATE, by=person, now=now)
    actions.answer(application, _ANSWERS, by=person, now=now)
    representative = actions.Representative(
        name=person.full_name,
        function="Invented Director",
        has_authority=True,
        accepts_charter=True,
        lets_be_read=True,
        lets_be_listed=True,
    )
    actions.name_representative(application, representative, by=person, now=now)
    actions.submit(application, by=person, now=now)


def _ask_the_team(cluster: Cluster, company: Organisation, *, now: dt.datetime) -> None:
    """Let people of an invented company have asked the team, so that it has something to answer."""
    try:
        people = {
            name: get_person(f"{mail_box}@{_DOMAIN}")
            for name, mail_box in (
                ("founder", "owner"),
                ("colleague", "editor"),
                ("manager", "manager"),
                ("officer", "officer"),
            )
        }
    except NoPerson:
        # Somebody tried out how an account is given up.
        return
    with suppress(NotAllowed):
        # Or how a role is withdrawn.
        set_up_cases(cluster, company, **people, now=now)


def _keep_register(
    cluster: Cluster, organisations: list[Organisation], *, now: dt.datetime
) -> None:
    """Let the team have been in contact, unless one of the two gave up their account."""
    try:
        team = {box: get_person(f"{box}@{_DOMAIN}") for box in ("officer", "manager")}
    except NoPerson:
        return
    set_up_register(cluster, organisations, **team, now=now)


def _open_account(
    mail_box: str,
    invented: _Person,
    cluster: Cluster,
    company: Organisation,
    *,
    password: str,
    now: dt.datetime,
) -> None:
    try:
        person = open_account(
            email=f"{mail_box}@{_DOMAIN}",
            full_name=invented.name,
            language=invented.language,
            password=password,
            by=None,
            now=now,
        )
    except AddressInUse:
        return
    if invented.role in CLUSTER_ROLES:
        ClusterRole.objects.create(
            person=person, cluster=cluster, role=invented.role, granted_at=now
        )
    else:
        OrganisationRole.objects.create(
            person=person, organisation=company, role=invented.role, granted_at=now
        )

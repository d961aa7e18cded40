"""
Reading an openXeco node's public interface: organisations, their addresses, what kind they are.

The interface has no pages: one answer lists all organisations, two more tell of each. Contacts and
users are never asked for, and nothing that an answer holds beyond the fields named here is kept.
"""

import datetime as dt
import json
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from liaison.opendata import HarvestRefused
from liaison.opendata.fetch import fetch_json

Progress = Callable[[int, int | None, str], None]
Answer = dict[str, Any]
_LONGEST_NODE_NAME = 80
# How a node calls organisations; before version 1.9 they were all companies.
_WORDS = (("entities", "entity"), ("companies", "company"))
_TEXTS = (
    "name",
    "legal_status",
    "trade_register_number",
    "creation_date",
    "closure_date",
    "website",
    "status",
)
_READ = frozenset({*_TEXTS, "id", "is_startup", "taxonomy_assignment"})
# What an organisation may have, but the directory has no place for.
_WITHOUT_A_PLACE = frozenset(
    {
        *("headline", "description", "image", "is_startup", "is_cybersecurity_core_business"),
        *("is_targeting_sme", "linkedin_url", "twitter_url", "youtube_url", "discord_url"),
        *("github_url", "mastodon_url", "taxonomy_assignment"),
    }
)
# How one node notes what it has from another; of no use to anybody else.
_OF_THE_NODE_ITSELF = frozenset(
    {"sync_node", "sync_id", "sync_global", "sync_address", "sync_status"}
)
_OF_AN_ADDRESS = frozenset(
    {
        *("id", "entity_id", "company_id", "number", "address_1", "address_2", "postal_code"),
        *("city", "administrative_area", "country", "latitude", "longitude"),
    }
)
# A sole trader is a person.
_NATURAL_PERSON = "NATURAL PERSON"
CATEGORY_OF_KINDS = "ENTITY TYPE"
_MOST_TOLD, _LONGEST_TOLD = 50, 60


class UnusableNode(Exception):
    """The node cannot be read, so nothing was changed; the message says why and what to do."""


@dataclass(frozen=True)
class Node:
    """
    An openXeco node.

    :ivar base: address of its interface, without a stroke at its end
    :ivar name: the same without what all addresses have; its numbers stand behind it
    """

    base: str
    name: str

    @property
    def source(self) -> str:
        """Return from where all that it says is, as readers see it."""
        return f"openXeco node {self.name}"


@dataclass(frozen=True)
class Entity:
    """
    An organisation, as a node tells of it.

    :ivar number: its id at the node
    :ivar said: by field; texts, without those that are empty
    :ivar types: how the node's taxonomy calls what it is
    :ivar address: the first of its addresses; empty if it has none
    :ivar values: the numbers of the values of the node's taxonomy that it has
    """

    number: int
    name: str
    said: dict[str, str]
    types: tuple[str, ...]
    is_startup: bool
    address: dict[str, str]
    values: tuple[int, ...] = ()


@dataclass
class Reading:
    """
    What a node told.

    :ivar numbers: of all its organisations, those left out too
    :ivar natural_persons: how many were left out because they are persons
    :ivar without_a_place: how many organisations say something for which there is no place, by what
    :ivar unknown: fields that no node had when this was written
    :ivar taxonomy: as it came; None where it was not asked for
    """

    node: Node
    entities: list[Entity] = field(default_factory=list)
    numbers: set[int] = field(default_factory=set)
    natural_persons: int = 0
    without_a_place: Counter[str] = field(default_factory=Counter)
    unknown: list[str] = field(default_factory=list)
    taxonomy: Any = None


def node_at(address: str) -> Node:
    """
    Return the node whose interface has this address.

    :raises UnusableNode: if it is no web address, or holds somebody's name and password
    """
    address = address.strip()
    try:
        parts = urlsplit(address if "://" in address else f"https://{address}")
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port = "", None
    if not host or parts.scheme not in ("https", "http") or "@" in parts.netloc:
        raise UnusableNode(
            _(
                "%(address)s is no address of a node. Write that of its interface, such as"
                " https://api.example.lu."
            )
            % {"address": address.rpartition("@")[2]}
        )
    host = f"[{host}]" if ":" in host else host
    usual = 443 if parts.scheme == "https" else 80
    place = host if port in (None, usual) else f"{host}:{port}"
    path = parts.path.rstrip("/").removesuffix("/public").rstrip("/")
    name = f"{place}{path}".lower()
    if len(name) > _LONGEST_NODE_NAME:
        raise UnusableNode(
            _("The address %(address)s is too long for the number of an organisation.")
            % {"address": name}
        )
    return Node(f"{parts.scheme}://{place}{path}", name)


def read_node(node: Node, *, progress: Progress, with_taxonomy: bool = False) -> Reading:
    """
    Return all organisations of a node, those that are inactive too, by their numbers.

    :param with_taxonomy: read its taxonomy too

    :raises UnusableNode: if it cannot be reached, or does not answer as nodes do
    """
    return _Reader(node).read(progress, with_taxonomy=with_taxonomy)


def day_of(text: str) -> dt.date | None:
    """Return a day as nodes write it: 2020-05-31, or as the web does: Sun, 31 May 2020 …"""
    with suppress(ValueError):
        return dt.date.fromisoformat(text[:10])
    with suppress(ValueError):
        return parsedate_to_datetime(text).date()
    return None


class _Reader:
    def __init__(self, node: Node) -> None:
        self._reading = Reading(node)
        self._unknown: set[str] = set()
        self._words = _WORDS[0]

    def read(self, progress: Progress, *, with_taxonomy: bool) -> Reading:
        listed, reading = self._listed(), self._reading
        if with_taxonomy:
            _address, reading.taxonomy = self._ask("get_public_taxonomy")
        for done, entity in enumerate(sorted(listed, key=lambda each: each["id"]), start=1):
            reading.numbers.add(entity["id"])
            if entity.get("legal_status") == _NATURAL_PERSON:
                reading.natural_persons += 1
                continue
            whole = entity | self._details(entity["id"])
            self._note_what_is_left_out(whole)
            types = self._types if whole.get("taxonomy_assignment") else {}
            reading.entities.append(_entity(whole, self._first_address(entity["id"]), types))
            progress(done, len(listed), _("Reading the node"))
        if with_taxonomy:
            del reading.without_a_place["taxonomy_assignment"]
        reading.unknown = sorted(self._unknown)[:_MOST_TOLD]
        return reading

    def _listed(self) -> list[Answer]:
        """Return the list of organisations, from a node of today or of yesterday."""
        refusals = []
        for words in _WORDS:
            self._words = words
            try:
                address, answer = self._ask(f"get_public_{words[0]}?include_inactive=true")
            except UnusableNode as refusal:
                refusals.append(refusal)
                continue
            listed = _list_of(answer, address)
            for each in listed:
                _check_entity(each, address)
            if not listed:
                raise UnusableNode(
                    _("%(address)s lists no organisation, so there is nothing to import.")
                    % {"address": address}
                )
            return listed
        raise refusals[0]

    def _details(self, number: int) -> Answer:
        address, answer = self._ask(
            f"get_public_{self._words[1]}/{number}?include_assignments=true"
        )
        if not isinstance(answer, dict):
            raise _answers_otherwise(address)
        _check_entity(answer, address)
        if answer["id"] != number:
            raise _answers_otherwise(address)
        return answer

    def _first_address(self, number: int) -> dict[str, str]:
        address, answer = self._ask(f"get_public_{self._words[1]}_addresses/{number}")
        places = _list_of(answer, address)
        for place in places:
            self._note_unknown(place, _OF_AN_ADDRESS)
            if not isinstance(place.get("id", 0), int):
                raise _answers_otherwise(address)
        if len(places) > 1:
            self._reading.without_a_place["further addresses"] += 1
        # Its number tells which was there first, whatever the order of the answer.
        first = min(places, key=lambda place: place.get("id", 0), default={})
        return {name: text for name in _OF_AN_ADDRESS if (text := text_of(first.get(name)))}

    @cached_property
    def _types(self) -> dict[int, str]:
        """Return what the node's taxonomy calls organisations, by the number of the value."""
        try:
            _address, answer = self._ask("get_public_taxonomy")
        except UnusableNode:
            # Without it only the kinds are not known.
            return {}
        values = answer.get("values") if isinstance(answer, dict) else None
        return {
            value["id"]: text_of(value.get("name"))
            for value in (values if isinstance(values, list) else ())
            if isinstance(value, dict)
            and isinstance(value.get("id"), int)
            and text_of(value.get("category")).upper() == CATEGORY_OF_KINDS
        }

    def _note_what_is_left_out(self, entity: Answer) -> None:
        self._note_unknown(entity, _READ | _WITHOUT_A_PLACE | _OF_THE_NODE_ITSELF)
        for name in _WITHOUT_A_PLACE:
            if entity.get(name):
                self._reading.without_a_place[name] += 1

    def _note_unknown(self, answer: Answer, known: frozenset[str]) -> None:
        self._unknown |= {text_of(name)[:_LONGEST_TOLD] for name in answer if name not in known}

    def _ask(self, question: str) -> tuple[str, Any]:
        """Return the address that was asked, and the answer."""
        address = f"{self._reading.node.base}/public/{question}"
        try:
            content = fetch_json(address)
        except HarvestRefused as refusal:
            raise UnusableNode(
                _("The node cannot be read, so nothing was changed. %(reason)s")
                % {"reason": refusal}
            ) from refusal
        try:
            return address, json.loads(content)
        except (ValueError, RecursionError) as error:
            raise _answers_otherwise(address) from error


def _entity(said: Answer, address: dict[str, str], types: dict[int, str]) -> Entity:
    assigned = said.get("taxonomy_assignment")
    return Entity(
        number=said["id"],
        name=text_of(said["name"]),
        said={name: text for name in _TEXTS if (text := text_of(said.get(name)))},
        types=tuple(
            types[value]
            for value in (assigned if isinstance(assigned, list) else ())
            if isinstance(value, int) and value in types
        ),
        is_startup=bool(said.get("is_startup")),
        address=address,
        values=tuple(
            value
            for value in (assigned if isinstance(assigned, list) else ())
            if isinstance(value, int) and not isinstance(value, bool)
        ),
    )


def _check_entity(said: Answer, address: str) -> None:
    number = said.get("id")
    is_number = isinstance(number, int) and not isinstance(number, bool) and 0 < number < 2**31
    texts = [said.get(name) for name in _TEXTS]
    if not (
        is_number
        and isinstance(said.get("name"), str)
        and all(text is None or isinstance(text, str) for text in texts)
    ):
        raise _answers_otherwise(address)


def _list_of(answer: Any, address: str) -> list[Answer]:
    if isinstance(answer, list) and all(isinstance(each, dict) for each in answer):
        return answer
    raise _answers_otherwise(address)


def _answers_otherwise(address: str) -> UnusableNode:
    return UnusableNode(
        _(
            "%(address)s does not answer as an openXeco node does, so nothing was changed. Is this"
            " the address of its interface?"
        )
        % {"address": address}
    )


def text_of(value: Any) -> str:
    """Return a text or number in one line, without signs that cannot be shown."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in str(value)).split())

"""
The tables that readers write: columns, units and keys.

A missing text is "", never null; a missing number, day or truth is null; a list may be empty.
Countries are ISO 3166-1 alpha-2, money is EUR, coordinates are degrees (WGS 84). No column holds
anything about a person.
"""

from dataclasses import dataclass

import pyarrow as pa

# Some publishers write Greece and the United Kingdom their own way.
ISO_COUNTRY = {"EL": "GR", "UK": "GB"}


def iso_country(code: str) -> str:
    """Return the ISO 3166-1 alpha-2 code; "" for what cannot be one."""
    code = code.strip().upper()
    code = ISO_COUNTRY.get(code, code)
    return code if len(code) == 2 and code.isascii() and code.isalpha() else ""


def web_address(text: str) -> str:
    """Return a web address that is safe to link to; "" for anything else."""
    text = text.strip()
    if not text or any(letter.isspace() for letter in text):
        return ""
    if text.lower().startswith(("http://", "https://")):
        return text
    return f"http://{text}" if ":" not in text and "." in text else ""


@dataclass(frozen=True)
class TableKind:
    """A table: its columns with what each means, and the columns that are its key."""

    name: str
    schema: pa.Schema
    key: tuple[str, ...]


def _kind(name: str, key: tuple[str, ...], *columns: tuple[str, pa.DataType, str]) -> TableKind:
    fields = [
        pa.field(column, type_, metadata={"description": description})
        for column, type_, description in columns
    ]
    return TableKind(name, pa.schema(fields, metadata={"key": ", ".join(key)}), key)


# For tables that are made from those of readers.
kind_of_table = _kind

_TEXT, _DAY, _TRUTH, _NUMBER, _COUNT, _DAYS = (
    pa.string(),
    pa.date32(),
    pa.bool_(),
    pa.float64(),
    pa.int32(),
    pa.list_(pa.date32()),
)

ORGANISATIONS = _kind(
    "organisations",
    ("id",),
    ("id", _TEXT, "the source's own identifier: a PIC in CORDIS, an address in ROR"),
    ("name", _TEXT, "legal or display name"),
    ("short_name", _TEXT, "acronym or short name"),
    ("kind", _TEXT, "company, university, research, public or other"),
    ("sme", _TRUTH, "small or medium-sized enterprise; null: unknown"),
    ("country", _TEXT, "ISO 3166-1 alpha-2"),
    ("city", _TEXT, "as the source writes it"),
    ("postcode", _TEXT, "as the source writes it"),
    ("nuts", _TEXT, "statistical region (NUTS), of the European Union and its neighbours"),
    ("lat", _NUMBER, "latitude, degrees"),
    ("lon", _NUMBER, "longitude, degrees"),
    ("website", _TEXT, "address of its web site"),
    ("vat_number", _TEXT, "value added tax number"),
    ("founded", _COUNT, "year; null: unknown"),
    ("status", _TEXT, "active, inactive or withdrawn; empty: unknown"),
    ("registered", _DAY, "when the source first listed it; null: unknown"),
    ("updated", _DAY, "when the source last changed this entry"),
    ("invented", _TRUTH, "made up for the demonstration"),
)
PROJECTS = _kind(
    "projects",
    ("id",),
    ("id", _TEXT, "the source's own identifier"),
    ("acronym", _TEXT, "short name"),
    ("title", _TEXT, "title"),
    ("text", _TEXT, "objective, in the language given"),
    ("keywords", _TEXT, "free keywords, with commas between"),
    ("signed", _DAY, "when the grant was signed"),
    ("starts", _DAY, "first day"),
    ("ends", _DAY, "last day"),
    ("status", _TEXT, "as the source writes it"),
    ("topic", _TEXT, "code of the funding call's topic"),
    ("programme", _TEXT, "part of the funding programme"),
    ("scheme", _TEXT, "funding scheme"),
    ("contribution", _NUMBER, "public money granted, EUR"),
    ("cost", _NUMBER, "total cost, EUR"),
    ("doi", _TEXT, "digital object identifier of the grant"),
    ("url", _TEXT, "its page at the source"),
    ("invented", _TRUTH, "made up for the demonstration"),
    ("language", _TEXT, "of title and text, ISO 639-1"),
)
PARTICIPATIONS = _kind(
    "participations",
    ("project_id", "organisation_id"),
    ("project_id", _TEXT, "projects.id"),
    ("organisation_id", _TEXT, "organisations.id"),
    ("role", _TEXT, "coordinator, participant, associated or third_party; empty: unknown"),
    ("order", _COUNT, "place in the source's list, from 1; 0: unknown"),
    ("contribution", _NUMBER, "public money that stays with this organisation, EUR"),
    ("cost", _NUMBER, "cost of this organisation, EUR"),
    ("sme", _TRUTH, "small or medium-sized enterprise in this project; null: unknown"),
    ("active", _TRUTH, "still taking part"),
)
TOPICS = _kind(
    "topics",
    ("project_id", "scheme", "code"),
    ("project_id", _TEXT, "projects.id"),
    ("scheme", _TEXT, "the classification, such as euroscivoc"),
    ("code", _TEXT, "code in the classification"),
    ("label", _TEXT, "in English"),
)
PLACES = _kind(
    "places",
    ("organisation_id", "country", "city", "postcode", "nuts", "lat", "lon"),
    ("organisation_id", _TEXT, "organisations.id"),
    ("country", _TEXT, "ISO 3166-1 alpha-2"),
    ("city", _TEXT, "as the source writes it"),
    ("postcode", _TEXT, "as the source writes it"),
    ("nuts", _TEXT, "statistical region (NUTS)"),
    ("lat", _NUMBER, "latitude, degrees"),
    ("lon", _NUMBER, "longitude, degrees"),
)
NAMES = _kind(
    "names",
    ("organisation_id", "name", "language", "kind"),
    ("organisation_id", _TEXT, "organisations.id"),
    ("name", _TEXT, "one of its names"),
    ("language", _TEXT, "ISO 639-1; empty: unknown"),
    ("kind", _TEXT, "display, label, alias or acronym"),
)
IDENTIFIERS = _kind(
    "identifiers",
    ("organisation_id", "scheme", "value"),
    ("organisation_id", _TEXT, "organisations.id"),
    ("scheme", _TEXT, "register, such as isni, grid, fundref, wikidata, domain"),
    ("value", _TEXT, "the identifier"),
)
RELATIONSHIPS = _kind(
    "relationships",
    ("organisation_id", "kind", "related_id"),
    ("organisation_id", _TEXT, "organisations.id"),
    ("kind", _TEXT, "parent, child, related, predecessor or successor"),
    ("related_id", _TEXT, "the other organisation's id; it may lie outside the table"),
    ("related_name", _TEXT, "what this organisation's entry calls the other; empty: unknown"),
)
FIGURES = _kind(
    "figures",
    ("organisation_id", "what"),
    ("organisation_id", _TEXT, "organisations.id"),
    ("what", _TEXT, "what is counted, such as works or citations"),
    ("value", _NUMBER, "how many"),
)
CALLS = _kind(
    "calls",
    ("id",),
    ("id", _TEXT, "the publisher's code of the topic that proposals are written for"),
    ("call", _TEXT, "code of the call that the topic belongs to"),
    ("title", _TEXT, "title"),
    ("text", _TEXT, "what is expected and what for, in the language given; a line a paragraph"),
    ("context", _TEXT, "what the part of the programme is for that the topic belongs to"),
    ("conditions", _TEXT, "who may apply and how, as the publisher writes it"),
    ("keywords", _TEXT, "free keywords, with commas between"),
    ("programme", _TEXT, "funding programme"),
    ("scheme", _TEXT, "type of action, such as HORIZON Innovation Actions"),
    ("status", _TEXT, "forthcoming, open or closed when it was read; empty: unknown"),
    ("opens", _DAY, "first day on which a proposal may be handed in"),
    ("deadlines", _DAYS, "last days for handing in, of all stages or cut-offs, the earliest first"),
    ("deadline_model", _TEXT, "single-stage, two-stage or multiple cut-off; empty: unknown"),
    ("budget", _NUMBER, "public money for all proposals of the topic together, EUR"),
    ("grants", _COUNT, "how many grants are expected"),
    ("contribution_min", _NUMBER, "least public money expected per grant, EUR"),
    ("contribution_max", _NUMBER, "most public money expected per grant, EUR"),
    ("url", _TEXT, "its page at the publisher"),
    ("language", _TEXT, "of title and text, ISO 639-1"),
    ("invented", _TRUTH, "made up for the demonstration"),
)

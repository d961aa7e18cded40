"""Archives to read, small ones, written in each test."""

import datetime as dt
import zipfile

import pytest

NOW = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)

ORGANISATION = """
<organization source="corda" order="{order}" ecContribution="{money}" terminated="false"
              sme="{sme}" type="{role}">
  <rcn>{record}</rcn><id>{pic}</id><legalName>{name}</legalName><shortName>{short}</shortName>
  <vatNumber>{vat}</vatNumber>
  <address><street>Quiet Street 1</street><city>{city}</city><postalCode>1234</postalCode>
    <country>{country}</country><url>{url}</url><geolocation>{place}</geolocation></address>
  <contentUpdateDate>{updated}</contentUpdateDate>
  <relations><categories><category classification="organizationActivityType">
    <code>/{kind}</code></category></categories>
    <regions><region type="relatedNutsCode"><nutsCode>LU000</nutsCode></region></regions>
  </relations>
</organization>"""

PROJECT = """<?xml version="1.0" encoding="UTF-8"?>
<project>
  <language>en</language><id>{id}</id><acronym>{acronym}</acronym><title>{title}</title>
  <objective>{text}</objective><keywords>gait, sensors</keywords>
  <totalCost>1200000.5</totalCost><ecMaxContribution>1000000</ecMaxContribution>
  <startDate>2022-03-01</startDate><endDate>2025-02-28</endDate>
  <ecSignatureDate>{signed}</ecSignatureDate><status>SIGNED</status>
  <identifiers><grantDoi>10.3030/{id}</grantDoi></identifiers>
  <contentUpdateDate>2025-08-11 09:49:16</contentUpdateDate>
  <relations>
    <associations>
      <article><title>An interview with Maria Mustermann</title></article>
      <result><title>Report by Jean Inconnu</title><author>Jean Inconnu</author></result>
      {organisations}
      <programme type="relatedLegalBasis" uniqueProgrammePart="true">
        <code>HORIZON.2.1</code></programme>
      <programme type="relatedTopic"><code>HORIZON-HLTH-2021-01</code></programme>
    </associations>
    <categories>
      <category classification="euroSciVoc"><code>/23/1</code><title>neurology</title></category>
      <category classification="projectFundingSchemeCategory"><code>/HORIZON-RIA</code></category>
    </categories>
  </relations>
</project>"""


def organisation(**changes) -> str:
    values = {
        "order": 1,
        "money": "400000",
        "sme": "true",
        "role": "coordinator",
        "record": "1900001",
        "pic": "999000001",
        "name": "Moselle Sensors",
        "short": "MoS",
        "vat": "LU12345678",
        "city": "Remich",
        "country": "LU",
        "url": "https://sensors.example",
        "place": "49.54,6.37",
        "updated": "2024-01-01 10:00:00",
        "kind": "PRC",
    }
    return ORGANISATION.format(**values | changes)


def project(*organisations: str, **changes) -> str:
    values = {
        "id": "101000001",
        "acronym": "GAIT",
        "title": "Gait at home",
        "text": "Sensors measure gait.",
        "signed": "2022-01-15",
    }
    return PROJECT.format(organisations="".join(organisations), **values | changes)


@pytest.fixture
def pack(tmp_path):
    """Write a zip of these members; text becomes UTF-8."""

    def write(members: dict[str, str | bytes], name: str = "projects.zip"):
        file = tmp_path / name
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for member, content in members.items():
                archive.writestr(member, content)
        return file

    return write


@pytest.fixture
def silent():
    """Progress that nobody watches."""
    return lambda done, total, what: None

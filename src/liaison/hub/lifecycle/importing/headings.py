"""Which column of a file says what, under whatever heading in English, French or German."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from liaison.hub.lifecycle.choices import ERROR_COLUMN, Column
from liaison.opendata.resolution.words import fold

_BETWEEN = re.compile(r"[^a-z0-9]+")
# Beside the code itself; folded, words parted by one space.
_SAYINGS = {
    Column.LIAISON_ID: "liaison id",
    Column.NAME: """
        name | legal name | organisation | organization | organisation name | organization name
        | company | company name | institution | institution name | account name
        | nom | nom legal | raison sociale | denomination | denomination sociale | entreprise
        | nom de l organisation | nom de l entreprise | societe
        | organisationsname | firma | firmenname | firmierung | unternehmen | name der organisation
        | name des unternehmens | bezeichnung | rechtlicher name
    """,
    Column.KIND: """
        kind | type | category | organisation type | organization type | type of organisation
        | activity type | legal entity type | genre | categorie | nature | type d organisation
        | art | typ | kategorie | art der organisation | organisationstyp
    """,
    Column.COUNTRY: """
        country | country code | country name | pays | code pays | land | staat | landercode
        | laendercode | landeskennung
    """,
    Column.CITY: "city | town | place | locality | ville | localite | commune | stadt | ort",
    Column.WEBSITE: """
        website | web site | web | url | homepage | home page | web page | website url
        | organization url | organisation url | internet | site | site web | site internet
        | page web | webseite | webadresse | internetseite | internetadresse
    """,
    Column.ROR_ID: "ror id | ror | ror identifier | ror url | identifiant ror | ror nummer",
    Column.PIC: """
        pic | pic number | pic code | participant identification code | organisation id pic
        | code pic | numero pic | pic nummer
    """,
    Column.VAT_NUMBER: """
        vat number | vat | vat no | vat id | vat registration number | tva | numero tva
        | numero de tva | n tva | no tva | tva intracommunautaire | ust id | ust idnr | ust id nr
        | umsatzsteuer id | umsatzsteuer identifikationsnummer | mwst nummer | uid nummer
    """,
    Column.RCS_NUMBER: """
        rcs number | rcs | rcs no | rcs luxembourg | numero rcs | n rcs | no rcs
        | numero d immatriculation rcs | rcs nummer | rcsl
    """,
    Column.REGISTER_NUMBER: """
        register number | registration number | company number | trade register number
        | numero de registre | numero d immatriculation | registernummer | handelsregisternummer
        | hrb | firmenbuchnummer
    """,
    Column.LEI: "lei | lei code | legal entity identifier | code lei | lei nummer",
    Column.ACRONYM: """
        acronym | acronyms | short name | abbreviation | sigle | sigles | acronyme | acronymes
        | abreviation | nom court | abkurzung | abkuerzung | kurzel | kuerzel | kurzname
    """,
    Column.TRADING_NAME: """
        trading name | trading names | trade name | brand | brand name | nom commercial
        | noms commerciaux | enseigne | marque | handelsname | handelsnamen | markenname
    """,
    Column.FORMER_NAMES: """
        former names | former name | previous name | previous names | old name | old names
        | ancien nom | anciens noms | ancienne denomination | anciennes denominations
        | fruherer name | fruehere namen | fruherername | fruhere namen | ehemaliger name
        | ehemalige namen | alter name
    """,
    Column.OTHER_NAMES: """
        other names | other name | alias | aliases | also known as | aka | autres noms
        | autre nom | andere namen | anderer name | weitere namen
    """,
    Column.STATE: "state | status | etat | statut | zustand",
    Column.FOUNDED_YEAR: """
        founded year | founded | founding year | year founded | year of foundation | founded in
        | founded on | established | year of incorporation | annee de creation | fondee en | cree en
        | date de creation | annee de fondation | grundungsjahr | gruendungsjahr | gegrundet
        | gegruendet
    """,
    Column.SIZE_CLASS: """
        size class | size | company size | number of employees | employees | staff | taille
        | classe de taille | effectif | effectifs | nombre de salaries | grosse | groesse
        | grossenklasse | groessenklasse | mitarbeiter | beschaftigte | beschaeftigte
    """,
    Column.HEAD_COUNT: "head count | headcount | kopfzahl | personalbestand | effectif total",
    Column.HEAD_COUNT_ON: """
        head count on | headcount on | head count year | headcount year | headcount date
        | annee de l effectif | date de l effectif | effectif au
        | jahr der kopfzahl | stand der kopfzahl | stand des personalbestands
    """,
    Column.NACE: """
        nace | nace code | nace class | nace rev 2 | nace rev 2 1 | activity | code nace
        | code d activite | activite | nace klasse | wirtschaftszweig | branche
    """,
    Column.ADDRESS: """
        address | street | street address | address line 1 | adresse | rue | strasse | anschrift
    """,
    Column.POSTCODE: "postcode | post code | postal code | zip | zip code | code postal | plz"
    " | postleitzahl",
    Column.LATITUDE: "latitude | lat | breitengrad | breite",
    Column.LONGITUDE: "longitude | lon | lng | long | langengrad | laengengrad | lange",
    Column.HEADLINE_EN: "headline in english | english headline | tagline en | slogan en",
    Column.HEADLINE_FR: "accroche | accroche fr | accroche en francais | tagline fr | slogan fr",
    Column.HEADLINE_DE: "kurzbeschreibung | kurztext | uberschrift de | tagline de | slogan de",
    Column.DESCRIPTION_EN: "description in english | english description | about en",
    Column.DESCRIPTION_FR: "description en francais | presentation | presentation fr",
    Column.DESCRIPTION_DE: "beschreibung | beschreibung de | beschreibung auf deutsch",
    Column.SKILLS: """
        skill | skills and services | services offered | competences | competence
        | competences et services | fahigkeiten | faehigkeiten | kompetenzen
        | fahigkeiten und dienste | leistungen
    """,
    Column.CERTIFICATES: """
        certificate | certification | certifications | accreditations | certificats | certificat
        | certifications et accreditations | zertifikate | zertifikat | zertifizierungen
        | akkreditierungen
    """,
    Column.FACILITIES: """
        facility | equipment | infrastructure | installations | equipements | einrichtungen
        | ausstattung
    """,
    Column.SUB_SECTOR: """
        sub sectors | subsector | subsectors | sous secteur | sous secteurs | teilbereich
        | teilbereiche | teilbranche
    """,
    Column.FOCUS_AREAS: """
        focus area | focus | domaines prioritaires | domaine prioritaire | axes prioritaires
        | schwerpunkte | schwerpunkt | schwerpunktthemen
    """,
    Column.OTHER_TERMS: "other term | further terms | autres termes | weitere begriffe",
}
_COLUMNS = {
    saying.strip(): column for column, sayings in _SAYINGS.items() for saying in sayings.split("|")
}
_COLUMNS |= {" ".join(column.value.split("_")): column for column in Column}


# What people say a column is taken for, by its label; None for one that is left out.
Said = Mapping[str, Column | None]


class UnusableHeadings(Exception):
    """The file does not say which column holds what; the message says what was found."""


@dataclass(frozen=True)
class Headings:
    """
    What the columns of a file say.

    :ivar written: the headings, as in the file
    :ivar columns: by position; None for one that is not read
    """

    written: tuple[str, ...]
    columns: tuple[Column | None, ...]

    @property
    def ignored(self) -> list[str]:
        """Return the headings of the columns that are not read; those of a file of errors aside."""
        return [
            heading
            for heading, column in zip(self.written, self.columns, strict=True)
            if column is None and heading and not is_of_errors(heading)
        ]

    def heading_of(self, column: Column) -> str:
        """Return how this file calls a column; its code if it has none."""
        if column not in self.columns:
            return str(column.value)
        return self.written[self.columns.index(column)]


def fitness(headings: Sequence[str], *, said: Said | None = None) -> int:
    """Return how many of these headings say something, that of the name counting most."""
    columns = {column_of(heading) for heading in headings} - {None}
    known = len(set(labels_of(headings)) & set(said or ()))
    return 1_000 * known + len(columns) + 100 * (Column.NAME in columns)


def labels_of(written: Sequence[str]) -> list[str]:
    """Return what tells columns apart: the heading, its number behind a repeated or missing one."""
    labels = []
    times: Counter[str] = Counter()
    for place, heading in enumerate(written, start=1):
        times[heading] += 1
        if heading and times[heading] == 1:
            labels.append(heading)
        else:
            labels.append(f"{heading} ({place})".strip())
    return labels


def read_headings(written: Sequence[str], *, said: Said | None = None) -> Headings:
    """
    Return which column says what.

    :param said: what people say of columns, by label; of the others the headings tell
    :raises UnusableHeadings: if no column holds the names, two columns say the same, or `said` is
        of columns that are not there
    """
    said, labels = said or {}, labels_of(written)
    _check_known(said, labels)
    columns = [
        said.get(label, column_of(heading)) for label, heading in zip(labels, written, strict=True)
    ]
    _prefer_said(columns, labels, said)
    if Column.NAME not in columns:
        raise UnusableHeadings(
            _(
                "No column holds the names of the organisations. Call one “name”; the headings are:"
                " %(headings)s."
            )
            % {"headings": ", ".join(filter(None, written)) or "–"}
        )
    for column in set(filter(None, columns)):
        _choose_one(column, columns, written)
    return Headings(tuple(written), tuple(columns))


def _check_known(said: Said, labels: Sequence[str]) -> None:
    unknown = [label for label in said if label not in labels]
    if unknown:
        raise UnusableHeadings(
            _("No column is called “%(column)s”; the headings are: %(headings)s.")
            % {"column": unknown[0], "headings": ", ".join(filter(None, labels)) or "–"}
        )


def _prefer_said(columns: list[Column | None], labels: Sequence[str], said: Said) -> None:
    """What people said of one column counts more than how another is called."""
    taken = {said[label] for label in labels if label in said}
    for place, label in enumerate(labels):
        if label not in said and columns[place] in taken:
            columns[place] = None


def _choose_one(column: Column, columns: list[Column | None], written: Sequence[str]) -> None:
    """Of several columns that say the same, that one counts which is called as ours are."""
    places = [place for place, each in enumerate(columns) if each is column]
    ours = [place for place in places if written[place].strip().lower() == column.value]
    if len(places) > 1 and len(ours) != 1:
        raise UnusableHeadings(
            _(
                "These columns say the same, so it is not clear which counts: %(headings)s."
                " Rename or remove one."
            )
            % {"headings": ", ".join(written[place] for place in places)}
        )
    for place in places:
        if ours and place not in ours:
            columns[place] = None


def column_of(heading: str) -> Column | None:
    """Return what a column with this heading says; None if it is not known."""
    return _COLUMNS.get(_BETWEEN.sub(" ", fold(heading)).strip())


def is_of_errors(heading: str) -> bool:
    """Tell whether a column is the one that a file of errors adds."""
    return heading.strip().lower() == ERROR_COLUMN

"""
What a text gives away, tried on texts written by hand in three languages.

The texts are kept here with what is to be found in each; all people and numbers are invented.
"""

import pytest

from liaison.hub.listings.checking import Known, findings_in
from liaison.hub.listings.checking.patients import is_luxembourgish

SAUER = Known(
    names=("Sauer Optics S.à r.l.", "Sauer Optik", "Lumière de la Sûre"),
    acronyms=("SOPT",),
    domains=("sauer-optics.example",),
    numbers=("B123456", "LU12345678", "999888777"),
    people=("Anna Muller", "Marc van der Elst"),
    projects=("LIGHTGAIT", "101099999"),
)
# Each: the text, and by rule the passages that are to be found in it.
GIVEN_AWAY = [
    ("Sauer Optics seeks a clinic.", {"name": ["Sauer Optics"]}),
    ("We, SAUER-OPTICS, seek a clinic.", {"name": ["SAUER-OPTICS"]}),
    ("At SauerOptics we grind lenses.", {"name": ["SauerOptics"]}),
    ("Sauer Optics S.A. cherche une clinique.", {"name": ["Sauer Optics"]}),
    ("L'équipe de Sauer optics cherche.", {"name": ["Sauer optics"]}),
    ("Die Sauer Optik sucht eine Klinik.", {"name": ["Sauer Optik"]}),
    ("Autrefois Lumiere de la Sure, nous cherchons.", {"name": ["Lumiere de la Sure"]}),
    ("SOPT is looking for a hospital.", {"acronym": ["SOPT"]}),
    ("Lentilles (SOPT) pour l'hôpital.", {"acronym": ["SOPT"]}),
    ("See sauer-optics.example for more.", {"domain": ["sauer-optics.example"]}),
    (
        "Schreiben Sie an info@sauer-optics.example bitte.",
        {"domain": ["info@sauer-optics.example"]},
    ),
    ("Voir https://www.sauer-optics.example/fr", {"domain": None}),
    ("RCS Luxembourg B123456.", {"number": ["B123456"]}),
    ("TVA LU 123 456 78", {"number": ["LU 123 456 78"]}),
    ("Unsere PIC ist 999 888 777.", {"number": ["999 888 777"]}),
    ("Ask for Anna Muller.", {"person": ["Anna Muller"]}),
    ("Ansprechpartner: MULLER Anna", {"person": ["MULLER Anna"]}),
    ("Contact : Marc Van der Elst", {"person": ["Marc Van der Elst"]}),
    ("It builds on LIGHTGAIT (Horizon Europe).", {"project": ["LIGHTGAIT"]}),
    ("Ergebnisse aus dem Projekt 101099999.", {"project": ["101099999"]}),
    ("Write to claire@clinic.example.", {"address": ["claire@clinic.example"]}),
    ("Écrivez à claire [at] clinic.example", {"address": ["claire [at] clinic.example"]}),
    ("Mehr auf www.klinik.example/studie.", {"address": ["www.klinik.example/studie"]}),
    ("Call +352 26 12 34 56.", {"phone": ["+352 26 12 34 56"]}),
    ("Tél. 26 12 34 56, le matin.", {"phone": ["Tél. 26 12 34 56"]}),
    ("Telefon: 0651 123456", {"phone": ["Telefon: 0651 123456"]}),
    ("Sample of 1980051212334 is ready.", {"insurance": ["1980051212334"]}),
    ("Échantillon 1955 1130 007 91 reçu.", {"insurance": ["1955 1130 007 91"]}),
    ("Die Probe von 18931201057 32 liegt bereit.", {"insurance": ["18931201057 32"]}),
    ("NIR 1 84 12 76 451 089 46", {"insurance": ["1 84 12 76 451 089 46"]}),
    ("A woman born on 12 May 1980.", {"birth": ["born on 12 May 1980"]}),
    ("DOB: 12/05/1980", {"birth": ["DOB: 12/05/1980"]}),
    ("Un homme né le 3.2.1951.", {"birth": ["né le 3.2.1951"]}),
    ("Date de naissance : 1951-02-03", {"birth": ["naissance : 1951-02-03"]}),
    ("Der Patient, geboren am 3. Februar 1951,", {"birth": ["geboren am 3. Februar 1951"]}),
    ("Eine Frau, geb. 03.02.1951", {"birth": ["geb. 03.02.1951"]}),
    ("Mrs. Schmit has Parkinson's disease.", {"patient": ["Mrs. Schmit"]}),
    ("Patient John Reding was diagnosed in May.", {"patient": ["Patient John Reding"]}),
    ("Mme Thill souffre d'un cancer du sein.", {"patient": ["Mme Thill"]}),
    ("Le diabète de M. Hoffmann est ancien.", {"patient": ["M. Hoffmann"]}),
    ("Herr Wagner hat einen Tumor.", {"patient": ["Herr Wagner"]}),
    ("Bei Frau Klein wurde Epilepsie festgestellt.", {"patient": ["Frau Klein"]}),
]
GIVES_NOTHING_AWAY = [
    "We seek a clinic in Luxembourg that tests a wearable sensor with 40 people in 2027.",
    "Optics for surgery: we offer a coating that keeps lenses clear.",
    "The sauerkraut of optics: nothing here is a name, though sauer and optics both stand in it.",
    "A patient reported outcome measure for Parkinson's disease and dementia.",
    "Patient Reported Outcomes in cancer care, to be measured at home.",
    "Mr. and Mrs. are forms of address, and no illness is named here.",
    "TRL 4 to 6, ISO 13485, EN 60601-1, 250 000 EUR, 12 months from 1 March 2027.",
    "Deadline 15/01/2027; budget 1.250.000 euro; grant type RIA.",
    "The device was born of a need: since 2019 it has measured gait.",
    "A born leader in diagnostics, founded in 2015.",
    "Batch 1980051212335 of reagent 4711 is not a number of a person.",
    "Sample 20240101 00123, lot 9781234567897.",
    "Our call to action: 24 partners in 12 countries.",
    "Nous cherchons une clinique qui teste un capteur avec 40 personnes en 2027.",
    "Une mise en lumière de la sûreté des dispositifs médicaux.",
    "Partenaires recherchés : hôpitaux, TRL 5 à 7, budget de 300 000 €.",
    "Née d'un projet, notre méthode mesure la marche depuis 2019.",
    "Les patients atteints de la maladie de Parkinson sont suivis à domicile.",
    "Monsieur Tout-le-Monde n'est pas malade ; la phrase ne dit rien d'autre.",
    "Date limite : 30.06.2027, 17 heures.",
    "Wir suchen eine Klinik, die 2027 einen Sensor mit 40 Menschen erprobt.",
    "Die Patienten Daten werden nicht gespeichert; Diabetes ist das Thema.",
    "Patientinnen und Patienten mit Alzheimer-Krankheit und ihre Angehörigen.",
    "Saure Optik gibt es nicht; gesucht wird ein Beschichtungsverfahren.",
    "Einsendeschluss ist der 30. Juni 2027, Laufzeit 24 Monate.",
    "Ein Verfahren zur Diagnose von Brustkrebs, geboren aus der Praxis.",
    "Stufen 3 bis 5, Förderung bis 500.000 Euro, Normen DIN EN ISO 14971:2022.",
    "Ein Lichtgang: LightGait ist hier ein gewöhnliches Wort, klein geschrieben lightgait.",
]


def found_in(text, *, is_anonymous=True):
    by_rule = {}
    for each in findings_in({"public_text": text}, SAUER, is_anonymous=is_anonymous):
        by_rule.setdefault(each.rule, []).append(each.passage)
    return by_rule


class TestWhatIsGivenAway:
    @pytest.mark.parametrize(("text", "passages"), GIVEN_AWAY)
    def test_is_found_with_its_passage(self, text, passages):
        found = found_in(text)

        assert set(found) == set(passages)
        for rule, expected in passages.items():
            assert expected is None or found[rule] == expected

    @pytest.mark.parametrize("text", GIVES_NOTHING_AWAY)
    def test_is_nothing_in_ordinary_texts(self, text):
        assert found_in(text) == {}

    def test_of_the_client_is_no_matter_where_the_client_is_named(self):
        text = "Sauer Optics (SOPT), Anna Muller, LIGHTGAIT, +352 26 12 34 56"

        assert set(found_in(text, is_anonymous=False)) == {"phone"}

    @pytest.mark.parametrize(
        ("text", "is_hard"),
        [
            ("Sauer Optics", True),
            ("SOPT", True),
            ("LU12345678", True),
            ("1980051212334", True),
            ("Anna Muller", False),
            ("LIGHTGAIT", False),
            ("geb. 03.02.1951", False),
        ],
    )
    def test_is_hard_where_nobody_may_allow_it(self, text, is_hard):
        (found,) = findings_in({"title": text}, SAUER, is_anonymous=True)

        assert found.is_hard is is_hard

    def test_says_in_which_text_and_where_it_stands(self):
        texts = {"title_en": "A sensor", "public_text_fr": "Chez Sauer Optics"}

        (found,) = findings_in(texts, SAUER, is_anonymous=True)

        assert (found.field, found.start, found.end) == ("public_text_fr", 5, 17)


class TestNumberOfLuxembourg:
    @pytest.mark.parametrize(
        ("signs", "is_one"),
        [
            ("1893120105732", True),
            ("1980051212334", True),
            # Luhn's digit, then Verhoeff's is wrong.
            ("1980051212344", False),
            ("1980051212335", False),
            # No such day.
            ("1980133212334", False),
            ("198005121233", False),
        ],
    )
    def test_has_two_right_check_digits(self, signs, is_one):
        assert is_luxembourgish(signs) is is_one


# Written before the rules were tried on them, and not changed since; what is missed says so.
SET_ASIDE = [
    ("Our founder A. Muller presented this at a congress.", set()),  # missed: initials
    ("Sauer-Optics' new lens is ready.", {"name"}),
    ("Bei Sauer Optics GmbH entwickeln wir Linsen.", {"name"}),
    ("Nous, sauer optics, cherchons un hôpital.", {"name"}),
    ("The SOPT-lens is ready for a trial.", {"acronym"}),
    ("Visit sauer-optics.example/en/lens today.", {"domain"}),
    ("TVA intracommunautaire : LU12345678.", {"number"}),
    ("HRB / RCS: B 123456", {"number"}),
    ("Marc van der Elst, directeur, répond volontiers.", {"person"}),
    ("Frau Muller leitet die Entwicklung.", set()),  # missed: a surname alone is many people's
    ("As partner in LIGHTGAIT we learned this.", {"project"}),
    ("Rufen Sie uns an: +49 651 123456", {"phone"}),
    ("Appelez le +33 3 87 12 34 56.", {"phone"}),
    ("E-Mail: labor(at)klinik.example", {"address"}),
    ("Matricule 1955113000791 de la patiente.", {"insurance"}),
    ("patiente née le 4 mai 1962", {"birth"}),
    ("Date of birth 1962-05-04", {"birth"}),
    ("Geburtsdatum: 04.05.1962", {"birth"}),
    ("Ms. Weber was treated for breast cancer.", {"patient"}),
    ("Monsieur Reuter a eu un AVC.", {"patient"}),
    ("Der Patient Hans Becker hat Asthma.", {"patient"}),
    ("Jean Schmit, 54, has a glioma.", set()),  # missed: no form of address before the name
    ("We measured 1 200 samples in 14 centres.", set()),
    ("Herr der Lage bleiben: Diabetes im Alltag.", set()),
    ("ISO 15189, TRL 6, 2027-2029, 1.5 M€.", set()),
    ("La lumière traverse la lentille sans perte.", set()),
    ("Patient Data Management for oncology wards.", set()),
    ("Die Probe Nr. 2024 0512 334 wird gekühlt.", set()),
    ("Call HORIZON-HLTH-2027-01-TOOL-03, stage 1.", set()),
    ("Le projet est né le jour où la clinique a ouvert en 2019.", set()),
]


class TestTextsSetAside:
    @pytest.mark.parametrize(("text", "rules"), SET_ASIDE)
    def test_are_found_as_they_were(self, text, rules):
        assert set(found_in(text)) == rules

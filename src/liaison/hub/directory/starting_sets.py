"""
With which country formats an installation begins.

They come from general knowledge and are drafts: nothing is refused by them until somebody who runs
the installation compared them with the register and verified them.
"""

from typing import Any

_COMPANIES_HOUSE = ["99999999", "AA999999", "A9999999"]
_POSTCODES_OF_BRITAIN = [
    f"{outward} 9AA" for outward in ("A9", "A99", "AA9", "AA99", "A9A", "AA9A")
]
_HANDELSREGISTER = [
    f"{section} {'9' * digits}" for section in ("HRA", "HRB") for digits in range(1, 7)
]


def _format(
    country: str,
    register: tuple[str, str, str],
    numbers: list[str],
    example: str,
    postcodes: list[str],
    postcode: str,
    check: str = "",
) -> dict[str, Any]:
    english, french, german = register
    return {
        "country": country,
        "register_en": english,
        "register_fr": french,
        "register_de": german,
        "number_forms": numbers,
        "number_example": example,
        "postcode_forms": postcodes,
        "postcode_example": postcode,
        "check_digits": check,
    }


def _same(name: str) -> tuple[str, str, str]:
    return name, name, name


COUNTRY_FORMATS = [
    _format(
        "LU",
        (
            "Trade and Companies Register (RCS)",
            "Registre de commerce et des sociétés (RCS)",
            "Handels- und Gesellschaftsregister (RCS)",
        ),
        [f"A{'9' * digits}" for digits in range(1, 7)],
        "B123456",
        ["9999", "L-9999"],
        "4362",
    ),
    _format(
        "BE",
        (
            "Crossroads Bank for Enterprises",
            "Banque-Carrefour des Entreprises",
            "Zentrale Datenbank der Unternehmen",
        ),
        ["9999.999.999"],
        "0202.239.951",
        ["9999"],
        "1000",
        "be.vat",
    ),
    _format("DE", _same("Handelsregister"), _HANDELSREGISTER, "HRB 12345", ["99999"], "10115"),
    _format(
        "FR",
        _same("SIRENE (SIREN)"),
        ["999 999 999"],
        "552 008 443",
        ["99999"],
        "75001",
        "fr.siren",
    ),
    _format("NL", _same("Handelsregister (KvK)"), ["99999999"], "12345678", ["9999 AA"], "1012 AB"),
    _format(
        "AT",
        _same("Firmenbuch"),
        [f"FN {'9' * digits}A" for digits in range(1, 7)],
        "FN 122119m",
        ["9999"],
        "1010",
        "at.businessid",
    ),
    _format(
        "CH",
        (
            "Enterprise identification number (UID)",
            "Numéro d’identification des entreprises (IDE)",
            "Unternehmens-Identifikationsnummer (UID)",
        ),
        ["CHE-999.999.999"],
        "CHE-107.787.577",
        ["9999"],
        "8001",
        "ch.uid",
    ),
    _format(
        "GB",
        _same("Companies House"),
        _COMPANIES_HOUSE,
        "01234567",
        _POSTCODES_OF_BRITAIN,
        "SW1A 1AA",
    ),
    _format(
        "IT",
        _same("Registro delle imprese (REA)"),
        [f"AA-{'9' * digits}" for digits in range(5, 8)],
        "MI-1234567",
        ["99999"],
        "20121",
    ),
    _format(
        "ES",
        _same("Registro Mercantil (NIF)"),
        ["A99999999", "A9999999A"],
        "A13585625",
        ["99999"],
        "28001",
        "es.cif",
    ),
    _format(
        "PT",
        _same("Registo Comercial (NIPC)"),
        ["999999999"],
        "501964843",
        ["9999-999"],
        "1000-001",
        "pt.nif",
    ),
]

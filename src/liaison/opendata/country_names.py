"""English names of countries, as registries write them, to ISO 3166-1 codes."""

_NAMES = """
AD Andorra|AE United Arab Emirates|AF Afghanistan|AG Antigua and Barbuda|AL Albania|AM Armenia
AO Angola|AR Argentina|AT Austria|AU Australia|AZ Azerbaijan|BA Bosnia and Herzegovina|BB Barbados
BD Bangladesh|BE Belgium|BF Burkina Faso|BG Bulgaria|BH Bahrain|BI Burundi|BJ Benin|BM Bermuda
BN Brunei|BN Brunei Darussalam|BO Bolivia|BR Brazil|BS Bahamas|BS The Bahamas|BT Bhutan|BW Botswana
BY Belarus|BZ Belize|CA Canada|CD Congo, The Democratic Republic of the
CD Democratic Republic of the Congo|CF Central African Republic|CG Congo|CH Switzerland
CI Côte d'Ivoire|CI Ivory Coast|CL Chile|CM Cameroon|CN China|CO Colombia|CR Costa Rica|CU Cuba
CV Cabo Verde|CV Cape Verde|CW Curaçao|CY Cyprus|CZ Czechia|CZ Czech Republic|DE Germany|DJ Djibouti
DK Denmark|DM Dominica|DO Dominican Republic|DZ Algeria|EC Ecuador|EE Estonia|EG Egypt|ER Eritrea
ES Spain|ET Ethiopia|FI Finland|FJ Fiji|FM Federated States of Micronesia|FO Faroe Islands|FR France
GA Gabon|GB United Kingdom|GD Grenada|GE Georgia|GF French Guiana|GG Guernsey|GH Ghana|GI Gibraltar
GL Greenland|GM Gambia|GM The Gambia|GN Guinea|GP Guadeloupe|GQ Equatorial Guinea|GR Greece
GT Guatemala|GU Guam|GW Guinea-Bissau|GY Guyana|HK Hong Kong|HN Honduras|HR Croatia|HT Haiti
HU Hungary|ID Indonesia|IE Ireland|IL Israel|IM Isle of Man|IN India|IQ Iraq|IR Iran
IR Iran, Islamic Republic of|IS Iceland|IT Italy|JE Jersey|JM Jamaica|JO Jordan|JP Japan|KE Kenya
KG Kyrgyzstan|KH Cambodia|KI Kiribati|KM Comoros|KN Saint Kitts and Nevis|KP North Korea
KR South Korea|KR Korea, Republic of|KW Kuwait|KY Cayman Islands|KZ Kazakhstan|LA Laos
LA Lao People's Democratic Republic|LB Lebanon|LC Saint Lucia|LI Liechtenstein|LK Sri Lanka
LR Liberia|LS Lesotho|LT Lithuania|LU Luxembourg|LV Latvia|LY Libya|MA Morocco|MC Monaco|MD Moldova
MD Moldova, Republic of|ME Montenegro|MG Madagascar|MH Marshall Islands|MK North Macedonia
MK Macedonia, The Former Yugoslav Republic of|ML Mali|MM Myanmar|MN Mongolia|MO Macao|MO Macau
MQ Martinique|MR Mauritania|MT Malta|MU Mauritius|MV Maldives|MW Malawi|MX Mexico|MY Malaysia
MZ Mozambique|NA Namibia|NC New Caledonia|NE Niger|NG Nigeria|NI Nicaragua|NL Netherlands|NO Norway
NP Nepal|NR Nauru|NZ New Zealand|OM Oman|PA Panama|PE Peru|PF French Polynesia|PG Papua New Guinea
PH Philippines|PK Pakistan|PL Poland|PR Puerto Rico|PS Palestine|PS Palestinian Territories
PS Palestinian Territory, occupied|PT Portugal|PW Palau|PY Paraguay|QA Qatar|RE Réunion|RO Romania
RS Serbia|RU Russia|RU Russian Federation|RW Rwanda|SA Saudi Arabia|SB Solomon Islands|SC Seychelles
SD Sudan|SE Sweden|SG Singapore|SI Slovenia|SK Slovakia|SL Sierra Leone|SM San Marino|SN Senegal
SO Somalia|SR Suriname|SS South Sudan|ST Sao Tome and Principe|SV El Salvador|SY Syria
SY Syrian Arab Republic|SZ Eswatini|SZ Swaziland|TD Chad|TG Togo|TH Thailand|TJ Tajikistan
TL Timor-Leste|TM Turkmenistan|TN Tunisia|TO Tonga|TR Turkey|TR Turkey (Türkiye)|TR Türkiye
TT Trinidad and Tobago|TV Tuvalu|TW Taiwan|TZ Tanzania|UA Ukraine|UG Uganda|US United States
US United States of America|UY Uruguay|UZ Uzbekistan|VA Holy See|VC Saint Vincent and the Grenadines
VE Venezuela|VN Vietnam|VN Viet Nam|VU Vanuatu|WS Samoa|XK Kosovo|YE Yemen|ZA South Africa|ZM Zambia
ZW Zimbabwe
"""
_CODES = {
    name.casefold(): code
    for code, _, name in (
        entry.partition(" ") for line in _NAMES.split("\n") for entry in line.split("|") if entry
    )
}


def country_code(name: str) -> str:
    """Return the ISO 3166-1 alpha-2 code of a country; "" for a name that is not known."""
    return _CODES.get(" ".join(name.split()).casefold(), "")

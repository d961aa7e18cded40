"""What open data tells of an organisation and of what it did."""

import factory

from liaison.matching import Organisation, Project


class OrganisationFactory(factory.Factory):
    """A clinic of which no more is known than that it is one."""

    class Meta:
        model = Organisation

    id = "clinic"
    name = "Clinique Bohler"
    short_name = ""
    kind = "company"
    sme = False
    country = "LU"
    city = "Luxembourg"
    lat = None
    lon = None
    website = ""
    vat_number = ""
    project_count = 1


class ProjectFactory(factory.Factory):
    """An invented project without dates."""

    class Meta:
        model = Project

    id = "p1"
    acronym = ""
    title = "An ultrasound probe"
    text = "A probe for newborns."
    keywords = ""
    signed = None
    starts = None
    ends = None
    topic = ""
    programme = ""
    scheme = ""
    contribution = None
    doi = ""
    url = ""
    invented = True
    language = "en"

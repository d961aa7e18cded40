"""The programmes before Horizon Europe in CORDIS: Horizon 2020 (2014-2020) and FP7 (2007-2013)."""

import dataclasses
from functools import partial

from liaison.opendata.sources.cordis import CORDIS, harvest_programme

H2020 = dataclasses.replace(
    CORDIS,
    code="h2020",
    title="CORDIS: projects of Horizon 2020",
    address="https://cordis.europa.eu/data/cordis-h2020projects-csv.zip",
)
FP7 = dataclasses.replace(
    CORDIS,
    code="fp7",
    title="CORDIS: projects of the Seventh Framework Programme",
    address="https://cordis.europa.eu/data/cordis-fp7projects-csv.zip",
)

harvest_h2020 = partial(harvest_programme, H2020)
harvest_fp7 = partial(harvest_programme, FP7)

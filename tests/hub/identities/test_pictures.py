"""Pictures that the site has at hand: exchanged for newer ones, and read by several at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from liaison.hub.identities import queries
from liaison.opendata import Judgement, Proposal, decide
from tests.support.pictures import CLINIC_ONE, CLINIC_OTHER, INSTITUTE, LIBRARY, MONDAY, link

pytestmark = pytest.mark.usefixtures("joined")


class TestPicturesAtHand:
    def test_are_the_newest_soon_after_sources_were_joined_again(self, joined, monkeypatch):
        monkeypatch.setattr(queries._Shelf, "SECONDS_BETWEEN_LOOKS", 0.0)
        assert queries.get_picture(CLINIC_OTHER, for_user=None).id == CLINIC_OTHER

        same = Proposal(CLINIC_ONE, CLINIC_OTHER, Judgement.SAME, "one hospital")
        decide(joined, [same], by="Maria Muster", now=MONDAY)
        link(joined)

        assert queries.get_picture(CLINIC_OTHER, for_user=None).id == CLINIC_ONE

    def test_are_read_by_several_at_once(self, monkeypatch):
        monkeypatch.setattr(queries, "_PICTURES_REMEMBERED", 1)
        wanted = [INSTITUTE, LIBRARY, CLINIC_ONE, "nobody"] * 50

        with ThreadPoolExecutor(8) as readers:
            found = list(readers.map(lambda id_: queries.get_picture(id_, for_user=None), wanted))

        names = [picture.name if picture else None for picture in found[:4]]
        assert names == [
            "Castle Institute",
            "Library of the Riviere",
            "CENTRE HOSPITALIER DE LA RIVIERE",
            None,
        ]
        assert [picture and picture.name for picture in found] == names * 50

    def test_know_all_numbers_of_an_organisation_the_oldest_first(self):
        ids = queries.ids_of("ror:0castle01")

        assert ids == ("999000003", "888000003", "https://ror.org/0castle01")
        assert queries.ids_of("nobody") == ()

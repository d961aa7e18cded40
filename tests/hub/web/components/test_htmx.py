"""HTMX may improve the results page, but must not keep or evaluate anything."""

import json
import re
from pathlib import Path

from liaison.hub import web

RESULTS = Path(web.__file__).parent / "partner_search/templates/partner_search/results.html"


class TestResultsPage:
    def test_lets_no_copy_of_a_need_stay_in_the_browser(self):
        written = re.search(r"name=\"htmx-config\" content='([^']+)'", RESULTS.read_text())
        config = json.loads(written[1])

        assert config["historyCacheSize"] == 0
        assert config["refreshOnHistoryMiss"] is True

    def test_evaluates_nothing_and_brings_no_styles_of_its_own(self):
        written = re.search(r"name=\"htmx-config\" content='([^']+)'", RESULTS.read_text())
        config = json.loads(written[1])

        assert config["allowEval"] is False
        assert config["includeIndicatorStyles"] is False

"""All names of a registry, found in texts."""

from liaison.opendata.resolution.words import words_of


def ids_of(registry, name):
    return {registry.ids[row].removeprefix("https://ror.org/") for row in registry.owners(name)}


def ids_in(registry, text):
    return {
        id_ for found in registry.names_in(words_of(text)) for id_ in ids_of(registry, found.name)
    }


class TestRegistry:
    def test_finds_names_that_stand_in_a_text(self, registry):
        assert ids_in(registry, "Centre Hospitalier de Luxembourg, Univ. of Wuerzburg") == {
            "chl",
            "wue",
        }

    def test_knows_all_who_have_a_name(self, registry):
        assert ids_in(registry, "Trinity College") == {"tri-us", "tri-ie"}

    def test_leads_from_a_withdrawn_entry_to_its_successor(self, registry):
        assert ids_in(registry, "Technical School of Esch") == {"lux"}

    def test_knows_the_schools_of_a_university(self, registry):
        assert ids_in(registry, "Yale School of Medicine") == {"yale"}

    def test_does_not_lend_them_to_a_university_of_nearly_the_same_name(self, registry):
        assert ids_in(registry, "Miami School of Medicine") == set()

    def test_keeps_those_apart_that_are_only_mentioned(self, registry):
        row = registry.row_of("https://ror.org/fujide")

        assert row >= registry.n_listed
        assert registry.countries[row] == "DE"
        assert row in registry.children[registry.row_of("https://ror.org/fuji")]

    def test_counts_in_which_other_registers_an_organisation_is(self, registry):
        assert registry.known_elsewhere[registry.row_of("https://ror.org/lux")] == 3

    def test_finds_names_in_another_order_or_spacing(self, registry):
        for written in ("Health Institute Luxembourg", "Luxem bourg Institute of Health"):
            names = registry.written_otherwise(words_of(written))
            assert [ids_of(registry, name) for name in names] == [{"lih"}]

    def test_finds_names_that_share_rare_words(self, registry):
        best = registry.names_like(words_of("Limnology Society Zellwick Ltd"), top=1)

        assert [registry.keys[name] for name in best] == ["limnology society zellwick"]

    def test_finds_nothing_like_words_that_no_name_has(self, registry):
        assert registry.names_like(["qqqq"], top=3) == []
        assert registry.names_like([], top=3) == []

    def test_corrects_a_slip_of_the_pen(self, registry):
        assert registry.corrected("wurzbrug") == "wurzburg"
        assert registry.corrected("limnolgy") == "limnology"

    def test_leaves_short_and_unknown_words_as_they_are(self, registry):
        assert registry.corrected("yale") == "yale"
        assert registry.corrected("yael") == "yael"
        assert registry.corrected("completely") == "completely"

from liaison import matching


class TestFace:
    def test_is_just_this_list(self):
        assert matching.__all__ == [
            "EU_CONSORTIUM",
            "Answer",
            "Coverage",
            "Facets",
            "Filters",
            "Fit",
            "Index",
            "IndexUnreadable",
            "Involvement",
            "Match",
            "Need",
            "NoIndex",
            "Organisation",
            "Partner",
            "Project",
            "Reason",
            "Suggestion",
            "Team",
            "TeamRules",
            "UnknownOrganisation",
            "UnknownProject",
            "UnusableFile",
            "UnusableTable",
            "build_index",
            "compose_team",
            "extend_index",
            "fold",
            "load_index",
            "stem",
        ]

"""Who of some organisations did projects with whom."""

import pytest

from liaison.matching import Joint, load_index

SENSORS, INSTITUTE, UNIVERSITY, BIOBANK, MINISTRY = (f"10000000{each}" for each in range(1, 6))


@pytest.fixture(scope="module")
def index(evidence_folder):
    return load_index(evidence_folder)


class TestNetwork:
    def test_tells_who_worked_with_whom_how_often_and_since_when(self, index):
        network = index.network_of([SENSORS, INSTITUTE, UNIVERSITY, MINISTRY], top=10)

        assert network.joints == (
            Joint(INSTITUTE, UNIVERSITY, 2, 2020),
            Joint(SENSORS, INSTITUTE, 1, 2022),
            Joint(SENSORS, UNIVERSITY, 1, 2022),
            Joint(UNIVERSITY, MINISTRY, 1, None),
        )

    def test_names_the_most_connected_first_and_leaves_out_who_worked_with_none(self, index):
        network = index.network_of([BIOBANK, SENSORS, INSTITUTE, UNIVERSITY], top=10)

        assert network.organisations == (INSTITUTE, UNIVERSITY, SENSORS)
        assert network.connected == 3

    def test_shows_so_many_and_counts_all(self, index):
        network = index.network_of([SENSORS, INSTITUTE, UNIVERSITY, MINISTRY], top=2)

        assert (len(network.organisations), network.connected) == (2, 4)
        assert [(each.one, each.other) for each in network.joints] == [(INSTITUTE, UNIVERSITY)]

    def test_passes_over_whom_nobody_knows(self, index):
        assert index.network_of(["1", "zzz", SENSORS], top=10).joints == ()
        assert index.network_of([], top=10).organisations == ()

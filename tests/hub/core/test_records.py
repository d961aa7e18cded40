from liaison.hub.core.choices import Visibility
from liaison.hub.directory.models import Organisation


class TestRecord:
    def test_is_private_until_somebody_opens_it(self):
        assert Organisation(name="Moselle Diagnostics").visibility == Visibility.PRIVATE

    def test_is_known_outside_by_a_number_that_tells_nothing(self):
        one, other = Organisation(), Organisation()

        assert one.public_id != other.public_id
        assert one.public_id.version == 4

    def test_says_of_nothing_that_it_was_checked(self):
        organisation = Organisation()

        assert organisation.verified_on is None
        assert organisation.verified_by is None
        assert organisation.source == ""

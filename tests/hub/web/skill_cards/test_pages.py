"""The pages of skill cards."""

import pytest

from liaison.hub.skill_cards.models import SkillCard
from tests.factories.clusters import ClusterRoleFactory
from tests.factories.directory import OrganisationFactory, OrganisationRoleFactory
from tests.factories.membership import MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm(biohealth):
    made = OrganisationFactory(name="Moselle Sensors", visibility="public")
    MembershipFactory(cluster=biohealth, organisation=made)
    return made


@pytest.fixture
def engineer(firm):
    return OrganisationRoleFactory(organisation=firm).person


def text(answer):
    return " ".join(answer.content.decode().split())


class TestSkillCard:
    def test_goes_from_the_member_over_the_team_to_its_page(
        self, client, biohealth, firm, engineer
    ):
        client.force_login(engineer)
        assert "/en/skill-cards/" in text(client.get("/en/my-organisations/"))
        address = f"/en/skill-cards/write/{firm.public_id}/"
        assert address in text(client.get("/en/skill-cards/"))
        assert client.post(address, {}).status_code == 422

        preview = text(client.post(address, {"can": "Sensors <in> shoes"}, follow=True))
        assert "Members see it once the cluster team has looked at it." in preview
        assert "So members will see it" in preview
        assert "Sensors &lt;in&gt; shoes" in preview
        profile = f"/en/directory/{firm.public_id}/"
        assert "It presents itself" not in text(client.get(profile))

        client.force_login(ClusterRoleFactory(cluster=biohealth).person)
        card = SkillCard.objects.get()
        look = f"/en/skill-cards/{card.public_id}/look/"
        assert look in text(client.get("/en/skill-cards/"))
        page = text(client.get(look))
        assert f'name="version" value="{card.version}"' in page
        wordless = client.post(look, {"answer": "return", "version": card.version})
        assert wordless.status_code == 422
        assert "Please say what is to be changed." in text(wordless)
        shown = client.post(look, {"answer": "show", "version": card.version}, follow=True)
        assert "Members of the cluster see it now." in text(shown)
        late = client.post(look, {"answer": "show", "version": card.version}, follow=True)
        assert "Somebody was faster" in text(late)

        client.force_login(engineer)
        assert "It presents itself" in text(client.get(profile))
        client.logout()
        assert "It presents itself" not in text(client.get(profile))

    def test_is_not_written_over_what_a_colleague_wrote_meanwhile(
        self, client, biohealth, firm, engineer
    ):
        client.force_login(engineer)
        address = f"/en/skill-cards/write/{firm.public_id}/"
        seen = client.get(address).context["form"]["seen"].value()
        client.post(address, {"seen": seen, "can": "Sensors in shoes"})

        late = client.post(address, {"seen": seen, "can": "Shoes"})

        assert late.status_code == 422
        assert "A colleague changed it meanwhile." in text(late)
        assert "Sensors in shoes" in text(client.get(address))

    def test_is_handed_back_with_a_word(self, client, biohealth, firm, engineer):
        client.force_login(engineer)
        address = f"/en/skill-cards/write/{firm.public_id}/"
        client.post(f"{address}?language=fr", {"can": "Des capteurs"})
        card = SkillCard.objects.get()
        client.force_login(ClusterRoleFactory(cluster=biohealth).person)
        client.post(
            f"/en/skill-cards/{card.public_id}/look/",
            {"answer": "return", "word": "Say more", "version": card.version},
        )

        client.force_login(engineer)

        assert "Say more" in text(client.get(address))
        assert "Des capteurs" in text(client.get(f"{address}?language=fr"))

    def test_of_others_is_not_there(self, client, firm):
        client.force_login(OrganisationRoleFactory().person)

        assert client.get(f"/en/skill-cards/write/{firm.public_id}/").status_code == 404
        assert "There is no skill card that you may see yet." in text(
            client.get("/en/skill-cards/")
        )

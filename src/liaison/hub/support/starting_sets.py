"""The topics with which a cluster's desk begins; its managers change them as they like."""

from dataclasses import dataclass


@dataclass(frozen=True)
class StartingTopic:
    """A topic in three languages."""

    code: str
    name_en: str
    name_fr: str
    name_de: str


TOPICS = (
    StartingTopic("funding", "Funding", "Financement", "Förderung"),
    StartingTopic("partners", "Partners", "Partenaires", "Partner"),
    StartingTopic("premises", "Premises", "Locaux", "Räume"),
    StartingTopic("regulation", "Regulation", "Réglementation", "Regulierung"),
    StartingTopic("hiring", "Hiring", "Recrutement", "Personalsuche"),
    StartingTopic("visibility", "Visibility", "Visibilité", "Sichtbarkeit"),
    StartingTopic("membership", "Membership", "Adhésion", "Mitgliedschaft"),
    StartingTopic("other", "Something else", "Autre chose", "Etwas anderes"),
)

"""
A way to admit members to start from, for `membership.actions.set_up_admission`.

No criteria, fee or form of any particular cluster stands here: what a cluster really asks of its
members is for its managers to write. The form asks what any review needs to know, and the charter
is marked as a draft on every page until somebody publishes the cluster's own.
"""

from typing import Any

_BRINGS = {
    "brings_en": (
        "You meet companies, research teams and public bodies of your field, and find partners for "
        "your projects.\n"
        "The cluster team knows whom to ask, and introduces you.\n"
        "Your organisation becomes visible to partners here and abroad."
    ),
    "brings_fr": (
        "Vous rencontrez des entreprises, des équipes de recherche et des organismes publics de "
        "votre domaine, et trouvez des partenaires pour vos projets.\n"
        "L’équipe du cluster sait à qui s’adresser, et vous met en relation.\n"
        "Votre organisation devient visible pour des partenaires d’ici et d’ailleurs."
    ),
    "brings_de": (
        "Sie lernen Unternehmen, Forschungsteams und öffentliche Stellen Ihres Fachs kennen und "
        "finden Partner für Ihre Vorhaben.\n"
        "Das Team des Clusters weiß, wen man fragt, und stellt Sie vor.\n"
        "Ihre Organisation wird für Partner hier und im Ausland sichtbar."
    ),
}
_ASKS = {
    "asks_en": (
        "Work in the field of the cluster, or serve those who do.\n"
        "Take part: answer other members, share what you can, come to what concerns you.\n"
        "Keep the entry of your organisation up to date."
    ),
    "asks_fr": (
        "Travailler dans le domaine du cluster, ou être au service de ceux qui y travaillent.\n"
        "Participer : répondre aux autres membres, partager ce que vous pouvez, venir à ce qui "
        "vous concerne.\n"
        "Tenir à jour la fiche de votre organisation."
    ),
    "asks_de": (
        "Im Fach des Clusters arbeiten oder für die da sein, die es tun.\n"
        "Mitwirken: anderen Mitgliedern antworten, teilen, was Sie können, zu dem kommen, was Sie "
        "angeht.\n"
        "Den Eintrag Ihrer Organisation aktuell halten."
    ),
}
_QUESTIONS: list[dict[str, Any]] = [
    {
        "code": "what-you-do",
        "text_en": "What does your organisation do in the field of the cluster?",
        "text_fr": "Que fait votre organisation dans le domaine du cluster ?",
        "text_de": "Was macht Ihre Organisation im Fach des Clusters?",
        "help_en": "A few sentences are enough. Please write nothing confidential.",
        "help_fr": "Quelques phrases suffisent. N’écrivez rien de confidentiel.",
        "help_de": "Ein paar Sätze genügen. Bitte schreiben Sie nichts Vertrauliches.",
        "kind": "long_text",
        "is_required": True,
    },
    {
        "code": "active-here",
        "text_en": "Where does your organisation work?",
        "text_fr": "Où travaille votre organisation ?",
        "text_de": "Wo arbeitet Ihre Organisation?",
        "kind": "choice",
        "choices": [
            {
                "en": "It is established in the country of the cluster",
                "fr": "Elle est établie dans le pays du cluster",
                "de": "Sie hat einen Sitz im Land des Clusters",
            },
            {
                "en": "It works with partners in the country of the cluster",
                "fr": "Elle travaille avec des partenaires du pays du cluster",
                "de": "Sie arbeitet mit Partnern im Land des Clusters",
            },
            {
                "en": "It is getting to know the country of the cluster",
                "fr": "Elle découvre le pays du cluster",
                "de": "Sie lernt das Land des Clusters gerade kennen",
            },
        ],
        "is_required": True,
    },
    {
        "code": "why",
        "text_en": "Why would you like to become a member?",
        "text_fr": "Pourquoi souhaitez-vous devenir membre ?",
        "text_de": "Warum möchten Sie Mitglied werden?",
        "kind": "long_text",
        "is_required": True,
    },
    {
        "code": "contribution",
        "text_en": "What could you contribute for other members?",
        "text_fr": "Que pourriez-vous apporter aux autres membres ?",
        "text_de": "Was könnten Sie für andere Mitglieder beitragen?",
        "help_en": "Knowledge, facilities, a method, contacts: whatever you like to share.",
        "help_fr": "Un savoir, des équipements, une méthode, des contacts : ce que vous partagez.",
        "help_de": "Wissen, Einrichtungen, eine Methode, Kontakte: was Sie gern teilen.",
        "kind": "long_text",
        "is_required": False,
    },
]
_CHARTER = {
    "text_en": (
        "This is a text to start from. It is not yet the charter of this cluster.\n\n"
        "Members take part in the life of the cluster as well as they can.\n"
        "They treat as confidential what others tell them in confidence.\n"
        "They speak of other members fairly, and declare interests that could influence a "
        "decision.\n"
        "They keep the entry of their organisation up to date."
    ),
    "text_fr": (
        "Ceci est un texte de départ. Ce n’est pas encore la charte de ce cluster.\n\n"
        "Les membres participent à la vie du cluster autant qu’ils le peuvent.\n"
        "Ils traitent comme confidentiel ce que d’autres leur confient.\n"
        "Ils parlent loyalement des autres membres, et déclarent les intérêts qui pourraient "
        "influencer une décision.\n"
        "Ils tiennent à jour la fiche de leur organisation."
    ),
    "text_de": (
        "Dies ist ein Text für den Anfang. Es ist noch nicht die Charta dieses Clusters.\n\n"
        "Mitglieder wirken am Leben des Clusters mit, so gut sie können.\n"
        "Sie behandeln vertraulich, was andere ihnen im Vertrauen sagen.\n"
        "Sie sprechen fair von anderen Mitgliedern und legen Interessen offen, die eine "
        "Entscheidung beeinflussen könnten.\n"
        "Sie halten den Eintrag ihrer Organisation aktuell."
    ),
}

NEUTRAL: dict[str, Any] = {
    "admission": {"decided_by": "manager", "answers_within_days": 30} | _BRINGS | _ASKS,
    "questions": _QUESTIONS,
    "charter": _CHARTER,
}

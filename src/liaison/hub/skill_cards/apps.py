from django.apps import AppConfig


class SkillCardsConfig(AppConfig):
    name = "liaison.hub.skill_cards"
    label = "skill_cards"

from django.apps import AppConfig


class PolicyNeedsConfig(AppConfig):
    name = "liaison.hub.policy_needs"
    label = "policy_needs"

    def ready(self) -> None:
        # Its ear for people who leave.
        import liaison.hub.policy_needs.actions.leaving  # noqa: F401

        # What it adds to the register of contacts and to timelines.
        from liaison.hub.policy_needs.ways import tell_register

        tell_register()

"""The ground: clock, outbox, audit chain, idempotency, codes, money, brand scope."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from common.triggers import Trigger, install


def _install_triggers(*, using: str, **_: object) -> None:
    install(using)


class CommonConfig(AppConfig):
    name = "common"
    triggers = [
        Trigger("audit_append_only", "common_auditentry", "The audit log is append-only"),
    ]

    def ready(self) -> None:
        post_migrate.connect(_install_triggers, sender=self, dispatch_uid="install_triggers")

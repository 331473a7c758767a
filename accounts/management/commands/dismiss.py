"""`manage.py dismiss maison-exemple officer@maison.example`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.domain import staff
from accounts.models import Membership
from common import clock


class Command(BaseCommand):
    help = "End someone's role in a brand, at once. A brand keeps at least one owner."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("brand", help="The brand's slug")
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        membership = (
            Membership.objects.select_related("brand")
            .filter(brand__slug=options["brand"], user__email__iexact=options["email"])
            .first()
        )
        if membership is None:
            raise CommandError(f"{options['email']} has no role in {options['brand']}.")
        try:
            staff.dismiss(membership=membership, by=None, at=clock.now())
        except staff.LastOwner as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{options['email']} was {membership.role} of {options['brand']}.")

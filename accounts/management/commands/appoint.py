"""`manage.py appoint maison-exemple officer@maison.example DRAW_OFFICER`."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from accounts.domain import people, staff
from accounts.models import Brand, Role
from common import clock


class Command(BaseCommand):
    help = "Give someone a role in a brand, in place of any earlier one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("brand", help="The brand's slug")
        parser.add_argument("email")
        parser.add_argument("role", choices=Role.values)

    def handle(self, *args: Any, **options: Any) -> None:
        brand = Brand.objects.filter(slug=options["brand"]).first()
        if brand is None:
            raise CommandError(f"There is no brand {options['brand']}.")
        try:
            validate_email(options["email"])
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        at = clock.now()
        user = people.ensure(email=options["email"], language=brand.language, at=at)
        if user is None:
            raise CommandError("This account was closed.")
        try:
            staff.appoint(brand=brand, user=user, role=options["role"], by=None, at=at)
        except staff.LastOwner as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{options['email']} is {options['role']} of {brand.slug}.")

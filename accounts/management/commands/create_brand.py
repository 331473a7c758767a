"""`manage.py create_brand maison-exemple --name ... --owner owner@maison.example`."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email, validate_slug

from accounts.domain import brands, people
from common import clock


class Command(BaseCommand):
    help = "Make a brand and its first owner, who then signs in with a code sent by mail."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="Its address: /desk/<slug>/")
        parser.add_argument("--name", required=True)
        parser.add_argument("--legal-name", required=True)
        parser.add_argument("--registration", required=True, help="RCS number and court")
        parser.add_argument("--address", required=True)
        parser.add_argument("--contact", required=True, help="The address people write to")
        parser.add_argument("--owner", required=True, help="The first owner's e-mail address")
        parser.add_argument("--shop-domain", action="append", default=[], dest="shop_domains")
        parser.add_argument("--language", default="fr")
        parser.add_argument("--currency", default="EUR")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            validate_slug(options["slug"])
            validate_email(options["owner"])
            validate_email(options["contact"])
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        at = clock.now()
        owner = people.ensure(email=options["owner"], language=options["language"], at=at)
        if owner is None:
            raise CommandError("The owner's account was closed; name another address.")
        try:
            brand = brands.create(
                slug=options["slug"],
                name=options["name"],
                legal_name=options["legal_name"],
                registration=options["registration"],
                address=options["address"],
                contact_email=options["contact"],
                owner=owner,
                at=at,
                shop_domains=options["shop_domains"],
                language=options["language"],
                currency=options["currency"],
            )
        except brands.BrandExists as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{brand.name} has its desk at /desk/{brand.slug}/")

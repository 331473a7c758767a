"""`manage.py erase_person --email somebody@mail.example --brand maison-exemple`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from common import clock
from flows import erasure


class Command(BaseCommand):
    help = "Erase one person from everything one brand, or every brand, holds. It cannot be undone."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--email", required=True)
        parser.add_argument(
            "--loan-settled",
            action="store_true",
            help="What was lent to this host is back, or the brand lets it go",
        )
        parser.add_argument("--brand", help="The brand's slug; without it, every brand")

    def handle(self, *args: Any, **options: Any) -> None:
        known = erasure.known_to(options["email"])
        brands = [one for one in known if options["brand"] in (None, one.slug)]
        if not brands:
            raise CommandError("Nothing is held of this address.")
        for brand in brands:
            try:
                done = erasure.erase(
                    email=options["email"],
                    brand=brand,
                    at=clock.now(),
                    by="system",
                    loan_settled=options["loan_settled"],
                )
            except erasure.CannotEraseYet as error:
                raise CommandError(f"{brand.slug}: {error}") from error
            self.stdout.write(
                f"{brand.slug}: {done.applications} applications, {done.parties} parties, "
                f"{done.answers} answers as a guest, {done.orders} orders."
            )

"""The processes of H2 that speak with the database.

``seal COUNT`` fills a campaign with submitted applications and seals it, and prints the draw's
number; ``draw NUMBER`` draws it and prints how many seconds that took; ``plain NUMBER`` does the
least that stores the same order, and prints how many seconds that took.
"""

import hashlib
import os
import sys
from itertools import batched
from time import perf_counter

import django

AT_ONCE = 5_000


def seal(count: int) -> int:
    from accounts.models import User
    from common import codes
    from events.models import Application, ApplicationState, Stratum, Verdict
    from tests.bench.draw_case import CODES, WINNERS
    from tests.factories.draws import closed_campaign, sealed_draw, with_beacon
    from tests.moments import NOON

    campaign = closed_campaign(strata=dict.fromkeys(CODES, (WINNERS, 0)))
    strata = list(Stratum.objects.filter(campaign=campaign).order_by("key"))
    for numbers in batched(range(count), AT_ONCE, strict=False):
        users = User.objects.bulk_create(
            User(email=f"fan{number}.{campaign.pk}@example.org") for number in numbers
        )
        Application.objects.bulk_create(
            Application(
                campaign=campaign,
                user=user,
                code=codes.capability(),
                receipt_number=f"H2-{campaign.pk}-{number}",
                state=ApplicationState.SUBMITTED,
                email_hash=hashlib.sha256(user.email.encode()).hexdigest(),
                household_key=f"{number - 1 if number % 50 == 49 else number}",
                seats=8,
                stratum=strata[number % len(strata)],
                rules_version=1,
                verdict=Verdict.ELIGIBLE,
                started_at=NOON,
                submitted_at=NOON,
                compared_at=NOON,
            )
            for number, user in zip(numbers, users, strict=True)
        )
    return with_beacon(sealed_draw(campaign=campaign)).pk


def draw(number: int) -> float:
    from events.domain import draws
    from events.models import Draw, DrawState
    from tests.bench.harness import check
    from tests.factories.draws import due, officer

    sealed = Draw.objects.get(pk=number)
    by, at = officer(sealed.campaign.brand), due(sealed)
    begun = perf_counter()
    drawn = draws.run_draw(draw=sealed, by=by, at=at)
    took_s = perf_counter() - begun
    check(drawn.state == DrawState.DRAWN, "the draw did not take place")
    return took_s


def plain(number: int) -> float:
    """Fetch everyone's number, draw in memory, copy every rank into a table with the same indexes.

    The root is not proved again, nothing is offered or told, and a stop half-way loses everything.
    """
    from django.db import connection

    from events.models import Draw, Entrant, Rank
    from events.raffle import order
    from events.raffle.seal import read_sealed

    sealed = Draw.objects.get(pk=number)
    listed = read_sealed(sealed.bundle.sealed_text)
    rank, entrant = Rank._meta.db_table, Entrant._meta.db_table
    columns = "draw_id, entrant_id, stratum_key, position, arm, ticket"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE bare_rank (LIKE {rank} INCLUDING ALL)")
        begun = perf_counter()
        cursor.execute(f"SELECT public_id, id FROM {entrant} WHERE draw_id = %s", [number])
        ids = dict(cursor.fetchall())
        result = order.draw(sealed=listed, randomness=bytes.fromhex(sealed.randomness))
        with cursor.copy(f"COPY bare_rank ({columns}) FROM STDIN") as rows:
            for one in result.ranked:
                pk = ids[one.entrant_id]
                rows.write_row((number, pk, one.stratum, one.position, str(one.arm), one.ticket))
        took_s = perf_counter() - begun
        cursor.execute("DROP TABLE bare_rank")
    return took_s


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from tests.factories.accounts import BrandFactory, UserFactory

    for factory in (BrandFactory, UserFactory):
        factory.reset_sequence(os.getpid() * 1_000)  # several of these processes share a database
    print({"seal": seal, "draw": draw, "plain": plain}[sys.argv[1]](int(sys.argv[2])))

"""The processes of H1 that speak with the database.

``seed COUNT`` fills one campaign with submitted applications, beside smaller campaigns of the same brand
and of another, and prints how many seconds that took; ``lists ROUNDS`` measures the desk's list and
prints a ratio a line, as JSON.
"""

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from time import perf_counter

import django

SMALL_CAMPAIGNS = 6
# 60 first names, 240 last names with a number of their own, 40 towns: about as often as they are met.
FIRST = (
    "Camille Hélène Jean-Marc Zoé Inès Thomas Chloé Hugo Amélie Noah Jeanne Malo Léa Lucas Emma Louis"
    " Manon Jules Sarah Adam Alice Paul Rose Arthur Anna Gabriel Julia Raphaël Mila Léo Lina Ethan"
    " Eva Nathan Louise Sacha Nina Tom Clara Mathis Lucie Théo Agathe Maël Elsa Robin Margaux Simon"
    " Pauline Antoine Mathilde Maxime Justine Victor Céline Clément Sophie Nicolas Nathalie Aïcha"
).split()
LAST = [
    f"{begin}{end}"
    for begin in "Mar Ber Du Mo Le Gar Rou Fon Che Bou Del Per".split()
    for end in "tin nard bois reau fèvre cia ssel taine valier langer court rin"
    " mand ville mont gnon lier veau sson dier".split()
]
CITIES = (
    "Lille Paris Lyon Nantes Brest Nice Toulouse Strasbourg Bordeaux Dijon Rennes Reims Angers Metz"
    " Nancy Rouen Tours Caen Lens Arras Amiens Roubaix Pau Nîmes Toulon Vannes Quimper Lorient Laval"
    " Poitiers Limoges Troyes Colmar Annecy Valence Avignon Cannes Albi Agen Tarbes"
).split()

# One in 21 is not eligible, one in 100 has withdrawn; every name carries a number of its own too.
PEOPLE = """
INSERT INTO accounts_user (password, is_superuser, email, first_name, last_name, language,
    is_active, is_staff, joined_at)
SELECT '', false, 'fan' || n || '.' || %(campaign)s || '@example.org', '', '', 'fr', true, false, now()
FROM generate_series(1, %(count)s) AS n
"""
APPLICATIONS = """
INSERT INTO events_application (campaign_id, user_id, code, receipt_number, state, language,
    utm_source, utm_medium, utm_campaign, first_name, last_name, phone, birth_year, address_line,
    address_extra, postcode, city, country, email_hash, household_key, near_key, person_key, drawn_as,
    search_words, seats, dates_note, social_handle, why, tied_to_brand, stratum_id, rules_version,
    verdict, reasons, started_at, submitted_at, withdrawn_at, compared_at)
SELECT %(campaign)s, u.id, substr(md5('code' || u.id), 1, 26), 'H1-' || u.id,
    CASE WHEN n %% 100 = 7 THEN 'WITHDRAWN' ELSE 'SUBMITTED' END, 'fr', '', '', '',
    first, last || ' N' || n, '', 1990, n || ' rue des Tisserands', '', '59000', city, 'FR',
    encode(sha256(u.email::bytea), 'hex'), md5('home' || n), md5('near' || n), md5('person' || n), '',
    lower(translate(first || ' ' || last, 'éèëïî-', 'eeeii ')) || ' n' || n || ' 59000 ' || lower(translate(city, 'î', 'i'))
        || ' h1 ' || u.id || ' fan' || n || ' ' || %(campaign)s || ' example org',
    8, '', '', '', false, (%(strata)s::bigint[])[1 + n %% 4], 1,
    CASE WHEN n %% 21 = 3 THEN 'INELIGIBLE' ELSE 'ELIGIBLE' END, '[]',
    %(since)s + n * interval '1 second', %(since)s + n * interval '1 second',
    CASE WHEN n %% 100 = 7 THEN %(since)s + n * interval '2 seconds' END,
    %(since)s + n * interval '1 second'
FROM (
    SELECT u.id, u.email, split_part(substr(u.email, 4), '.', 1)::int AS n FROM accounts_user u
    WHERE u.email LIKE %(theirs)s
) AS u, LATERAL (SELECT
    (%(first)s::text[])[1 + n * 7 %% 60] AS first, (%(last)s::text[])[1 + n / 60 %% 240] AS last,
    (%(cities)s::text[])[1 + n / 7 %% 40] AS city
) AS words
"""


def seed(count: int) -> float:
    from datetime import timedelta

    from common import clock
    from tests.factories.accounts import BrandFactory
    from tests.factories.events import CampaignFactory

    begun = perf_counter()
    brand, other = BrandFactory(slug="many"), BrandFactory(slug="few")
    since = clock.now() - timedelta(days=60)
    few = max(count // 1_000, 50)
    with _indexed_afterwards():
        _fill(CampaignFactory(brand=other, slug="few"), few * 10, since - timedelta(days=60))
        for number in range(SMALL_CAMPAIGNS):
            _fill(CampaignFactory(brand=brand, slug=f"small-{number}"), few, since)
        _fill(CampaignFactory(brand=brand, slug="many"), count, since)
    return perf_counter() - begun


@contextmanager
def _indexed_afterwards() -> Iterator[None]:
    """Make the indexes of both tables when their rows are in, and look up no foreign key meanwhile."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes JOIN pg_class ON relname = indexname"
            " WHERE tablename IN ('accounts_user', 'events_application')"
            " AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = pg_class.oid)"
        )
        indexes = cursor.fetchall()
        cursor.execute("SET session_replication_role = replica")
        for name, _definition in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        yield
        for _name, definition in indexes:
            cursor.execute(definition)
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("VACUUM ANALYZE")


def _fill(campaign, count, since) -> None:
    from django.db import connection

    strata = list(campaign.strata.values_list("pk", flat=True))
    given = {
        "campaign": campaign.pk,
        "count": count,
        "since": since,
        "strata": [*strata, *strata][:4],
        "theirs": f"fan%.{campaign.pk}@example.org",
        "first": FIRST,
        "last": LAST,
        "cities": CITIES,
    }
    with connection.cursor() as cursor:
        cursor.execute(PEOPLE, given)
        cursor.execute(APPLICATIONS, given)


def lists(rounds: int) -> None:
    """Print a named ratio a line: pages of the desk's list to the barest page by primary key."""
    from accounts.models import Brand
    from events.models import Application
    from events.queries import applications
    from events.queries.applications import PAGE, Filters
    from tests.bench.harness import check, paired, seconds

    brand = Brand.objects.get(slug="many")
    middle = Application.objects.order_by("pk")[Application.objects.count() // 2].pk

    owner = Application.objects.get(pk=middle).user

    def bare() -> list[Application]:
        return list(Application.objects.filter(pk__lt=middle).order_by("-pk")[: PAGE + 1])

    def page(before: str = "", **asked: str) -> applications.Page:
        return applications.desk_list(brand_id=brand.pk, filters=Filters(**asked), before=before)

    deep = f"{Application.objects.get(pk=middle).submitted_at:{applications.MARK}}-{middle}"
    wanted: dict[str, tuple[Callable[[], object], int]] = {
        "list, one campaign": (lambda: page(campaign="many"), PAGE),
        "list, every campaign": (page, PAGE),
        "list, half way down": (lambda: page(deep, campaign="many"), PAGE),
        "list, withdrawn": (lambda: page(campaign="many", state="WITHDRAWN"), PAGE),
        "list, not eligible in one region": (
            lambda: page(campaign="many", verdict="INELIGIBLE", stratum="nord"),
            PAGE,
        ),
        "list, a receipt searched": (lambda: page(search=f"h1-{owner.pk}"), 1),
        "list, an address of mail searched": (lambda: page(search=owner.email), 1),
        "list, a name searched": (lambda: page(search="Hélène n177"), 0),
        "list, a first name searched": (lambda: page(search="amelie"), PAGE),
        "list, two words that are many": (lambda: page(search="cam lil"), 0),
        "list, nobody found": (lambda: page(search="nobody"), 0),
        "figures above the list": (lambda: applications.counts(brand.pk, "many"), 0),
        "figures of every campaign": (lambda: applications.counts(brand.pk), 0),
    }
    check(len(bare()) == PAGE + 1, "the bare page is not full")
    for name, (read, rows) in wanted.items():
        found = read()
        if rows and isinstance(found, applications.Page):
            check(len(found.rows) == rows, f"{name}: {len(found.rows)} rows")
        ratio = paired(limit=seconds(bare), ours=seconds(read), rounds=rounds, warm_up=2)
        print(json.dumps({"name": name, "ratio": asdict(ratio)}), flush=True)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    commands = {"seed": seed, "lists": lists}
    said = commands[sys.argv[1]](int(sys.argv[2]))
    if said is not None:
        print(said)

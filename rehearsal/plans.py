"""The two campaigns that can be rehearsed: the fashion house's parties, the brothers' dinners."""

from __future__ import annotations

from datetime import timedelta

from rehearsal import distributions as told
from rehearsal.campaigns import Piece, Plan, Region

PARIS_REGION = "75 77 78 91 92 93 94 95"
NORTH = "02 59 60 62 80"
GARMENT = Piece(
    "REP-ROBE", "Robe de répétition", "Rehearsal dress", "LOANED", "180.00", "62.00", 420, 3
)
TOTE = Piece("REP-SAC", "Sac de répétition", "Rehearsal tote", "GIVEN", "18.00", "4.20", 150, 2)
CAKE = Piece("REP-BUCHE", "Bûche de répétition", "Rehearsal log", "GIVEN", "32.00", "11.40", 900, 1)


def hosts_of(fans: int) -> int:
    """How many tables so many fans apply for."""
    return min(told.MOST_HOSTS, max(told.FEWEST_HOSTS, round(fans * told.HOSTS_PER_FAN)))


def _regions(hosts: int) -> tuple[Region, ...]:
    north = max(1, hosts // 5)
    paris = max(1, hosts // 3)
    return (
        Region("Île-de-France", paris, PARIS_REGION),
        Region("Hauts-de-France", north, NORTH),
        Region("Partout ailleurs", hosts - north - paris),
    )


def plan_of(campaign: str, fans: int) -> Plan:
    """The plan of a rehearsal: ``campaign`` is fashion or dinner."""
    days = timedelta(days=len(told.DAYS_OF_ARRIVAL))
    if campaign == "fashion":
        return Plan(
            title_fr="La collection chez vous",
            title_en="The collection at your place",
            kind="PARTY",
            tagline=("La collection vient chez vous.", "The collection comes to your place."),
            story=("Essayez-la entre amis.", "Try it on among friends."),
            pact=(
                "Ouvrir sa porte.\nRenvoyer les robes.",
                "Open your door.\nSend the dresses back.",
            ),
            regions=_regions(hosts_of(fans)),
            pieces=(GARMENT, TOTE),
            open_for=days,
            party_after_days=38,
            party_days=21,
            seats=(6, 12),
            hashtag="repetition",
        )
    return Plan(
        title_fr="Un dessert à votre table",
        title_en="Dessert at your table",
        kind="DINNER",
        tagline=("Quelqu’un de la maison vient dîner.", "Somebody of the house comes to dinner."),
        story=("Vous cuisinez, le dessert arrive.", "You cook, dessert arrives."),
        pact=("Mettre la table.\nGarder un couvert.", "Lay the table.\nKeep a place."),
        regions=_regions(hosts_of(fans)),
        pieces=(CAKE,),
        open_for=days,
        party_after_days=38,
        party_days=21,
        seats=(4, 8),
        hashtag="repetition",
    )

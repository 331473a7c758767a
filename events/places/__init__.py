"""Postcodes, communes, departments, regions of France, and the key of a household's address."""

from events.places.communes import (
    Commune,
    communes_for,
    department_of,
    every_postcode,
    normalise_postcode,
)
from events.places.households import Home, home, household_key, plain_name
from events.places.regions import DEPARTMENTS, METROPOLITAN_REGIONS, REGIONS, region_of

__all__ = [
    "DEPARTMENTS",
    "METROPOLITAN_REGIONS",
    "REGIONS",
    "Commune",
    "Home",
    "communes_for",
    "department_of",
    "every_postcode",
    "home",
    "household_key",
    "normalise_postcode",
    "plain_name",
    "region_of",
]

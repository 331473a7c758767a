import hashlib
import re
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.places import (
    DEPARTMENTS,
    METROPOLITAN_REGIONS,
    REGIONS,
    Commune,
    Home,
    communes,
    communes_for,
    department_of,
    every_postcode,
    home,
    household_key,
    normalise_postcode,
    plain_name,
    region_of,
)

DATA = Path(communes.__file__).parent / "data"


def test_a_postcode_of_one_commune():
    assert communes_for("93100") == [
        Commune(
            name="Montreuil",
            town="Montreuil",
            insee="93048",
            department="93",
            region="Île-de-France",
        )
    ]


def test_a_postcode_of_several_communes():
    assert [(found.insee, found.name) for found in communes_for("01000")] == [
        ("01053", "Bourg-en-Bresse"),
        ("01344", "Saint-Denis-lès-Bourg"),
    ]


@pytest.mark.parametrize(
    ("postcode", "name", "town"),
    [
        ("75011", "Paris 11e Arrondissement", "Paris"),
        ("75001", "Paris 1er Arrondissement", "Paris"),
        ("75116", "Paris 16e Arrondissement", "Paris"),
        ("69003", "Lyon 3e Arrondissement", "Lyon"),
        ("13001", "Marseille 1er Arrondissement", "Marseille"),
        ("35000", "Rennes", "Rennes"),
    ],
)
def test_districts_are_named_and_their_town_too(postcode, name, town):
    assert [(found.name, found.town) for found in communes_for(postcode)] == [(name, town)]


@pytest.mark.parametrize("postcode", ["99138", "98000", "00000", "75380", "", "abcde", "7501\n1x"])
def test_unknown_postcodes_have_no_commune(postcode):
    assert communes_for(postcode) == []


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("75011", "75011"),
        (" 75 011 ", "75011"),
        ("F-75011", "75011"),
        ("75380 Cedex 08", "75380"),
        ("75380CEDEX", "75380"),
        ("7501", None),
        ("750111", None),
        ("SW1A 1AA", None),
        ("٧٥٠١١", None),
        ("", None),
    ],
)
def test_postcodes_as_people_type_them(typed, normal):
    assert normalise_postcode(typed) == normal


@pytest.mark.parametrize(
    ("postcode", "department"),
    [
        ("20000", "2A"),
        ("20090", "2A"),
        ("20137", "2A"),
        ("20200", "2B"),
        ("20600", "2B"),
        ("20180", "2A"),
        ("20293 CEDEX", "2B"),
        ("97110", "971"),
        ("97200", "972"),
        ("97300", "973"),
        ("97400", "974"),
        ("97600", "976"),
        ("75380 CEDEX 08", "75"),
        ("01000", "01"),
        ("95000", "95"),
        ("97133", None),
        ("97150", None),
        ("97500", None),
        ("98000", None),
        ("99999", None),
        ("x", None),
    ],
)
def test_department_of_a_postcode(postcode, department):
    assert department_of(postcode) == department


def test_every_commune_lies_in_a_known_department_and_region():
    postcodes = list(every_postcode())
    found = [commune for postcode in postcodes for commune in communes_for(postcode)]

    assert postcodes == sorted(set(postcodes))
    assert len(postcodes) > 6_000
    assert {commune.department for commune in found} == set(DEPARTMENTS)
    assert {commune.region for commune in found} == set(REGIONS)
    assert all(department_of(postcode) in DEPARTMENTS for postcode in postcodes)


def test_regions_share_out_the_departments():
    every = [code for codes in REGIONS.values() for code in codes]

    assert sorted(every) == sorted(DEPARTMENTS)
    assert (len(DEPARTMENTS), len(METROPOLITAN_REGIONS), len(REGIONS)) == (101, 13, 18)
    assert [region_of(code) for code in ("2a", "69", "974", "20", "")] == [
        "Corse",
        "Auvergne-Rhône-Alpes",
        "La Réunion",
        None,
        None,
    ]


def test_the_file_is_the_one_its_readme_names():
    (named,) = re.findall(
        r"sha256 of this file \| `([0-9a-f]{64})`", (DATA / "README.md").read_text()
    )

    assert hashlib.sha256((DATA / "communes.txt.gz").read_bytes()).hexdigest() == named


def test_the_table_stays_small_in_memory():
    communes._text.cache_clear()
    tracemalloc.start()
    communes_for("93100")
    kept, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert kept < 3_000_000
    assert peak < 6_000_000


HOME = {"postcode": "93100", "city": "Montreuil", "country": "FR"}


@pytest.mark.parametrize(
    "line",
    [
        "12 bis, rue de l’Église, appt 3, bât. B",
        "12BIS RUE DE L'EGLISE BAT B APT 3",
        "12 b r. de l'église - Bâtiment B - Appartement 03",
        "Apt 3, Bât B, 012 bis rue de l`Eglise",
        "Appartement 3\nBâtiment B\n12 bis rue de l’église",
    ],
)
def test_one_door_has_one_key(line):
    assert household_key(line=line, **HOME) == (
        "FR|93048|12 bis rue eglise appartement 3 batiment b"
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("12 av. du Gal Leclerc", "12, avenue du Général-Leclerc"),
        ("3 bd St-Michel", "3 Boulevard Saint Michel"),
        ("7 pl. du 8 mai 1945", "7, place du 8-Mai-1945"),
        ("5 rue du 1er mai", "5 Rue du 1 Mai"),
        ("8 rue du Sacré-Cœur", "8 RUE DU SACRE COEUR"),
        ("9 rte de Paris 3ème étage", "3e étage, 9 route de Paris"),
        ("4 allée des Œillets", "4 all. des oeillets"),
        ("Lieu-dit Kerlan", "kerlan"),
        ("LD L’Étang Neuf", "lieudit l'etang neuf"),
        ("6 rue du Pt Pont", "6, rue du Petit-Pont"),
        ("2 ter esp. Charles-de-Gaulle", "2TER ESPLANADE CHARLES DE GAULLE"),
        ("1 rue du Premier-Mai", "1 r du 1er mai"),
        ("3 rue de la Paix, 93100 Montreuil", "3 rue de la Paix"),
        ("3 rue de la Paix MONTREUIL CEDEX", "3 RUE DE LA PAIX"),
        ("10 ｒｕｅ Ｈａｕｔｅ", "10 rue haute"),
    ],
)
def test_usual_spellings_meet(one, other):
    assert household_key(line=one, **HOME) == household_key(line=other, **HOME)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("12 rue des Lilas", "21 rue des Lilas"),
        ("12 rue des Lilas", "12 bis rue des Lilas"),
        ("12 rue des Lilas", "12 avenue des Lilas"),
        ("12 rue des Lilas apt 3", "12 rue des Lilas apt 4"),
        ("7 place du 8 mai 1945", "8 place du 7 mai 1945"),
    ],
)
def test_different_doors_stay_apart(one, other):
    assert household_key(line=one, **HOME) != household_key(line=other, **HOME)


@pytest.mark.parametrize(
    ("one", "other"),
    [("улица Мира 5", "улица Победы 5"), ("東京一丁目", "大阪二丁目"), ("???", "!!!"), ("¿", "?")],
)
def test_addresses_that_latin_letters_do_not_write_stay_apart(one, other):
    assert household_key(line=one, **HOME) != household_key(line=other, **HOME)


@given(st.text(max_size=60), st.text(max_size=20))
def test_any_text_at_all_has_a_key_that_case_and_blanks_do_not_change(line, city):
    def key(line: str, city: str) -> str:
        return household_key(line=line, postcode="01000", city=city, country="FR")

    assert key(f"  {line} ", f" {city}  ") == key(line, city)
    assert key(line.casefold(), city.casefold()) == key(line, city)


def near(line: str, **where: str) -> Home:
    return home(line=line, **{**HOME, **where})


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("12 rue des Lilas", "12 rue des Lillas", True),
        ("12 rue des Lilas", "rue des Lilas 12, apt 4", True),
        ("12 rue des Lilas", "Résidence 12 rue du Lilas", False),
        ("12 rue du Maréchal Foch", "12 rue Maréchal Fosch", True),
        ("12 rue des Lilas", "12 rue des Roses", False),
        ("12 rue des Lilas", "14 rue des Lilas", False),
        ("12 rue des Lilas", "12 bis rue des Lilas", False),
        ("Kerlan", "Kerlann", True),
        ("3", "3", False),
    ],
)
def test_a_street_written_a_little_otherwise_resembles_it(one, other, alike):
    assert near(one).resembles(near(other)) is alike


def test_places_that_a_postcode_leaves_open_are_near_each_other():
    one = near("1 rue Haute", postcode="01000", city="Bourg-en-Bresse")
    other = near("1 rue Haute", postcode="01000", city="Bourg")

    assert one.key != other.key
    assert one.resembles(other)
    assert not one.resembles(near("1 rue Haute", postcode="01110", city="Bourg"))
    assert (
        near("1 rue Haute", postcode="75016", city="Paris").near
        == near("1 rue Haute", postcode="75116", city="Paris XVI").near
    )


def test_names_are_compared_without_case_accents_and_order():
    assert plain_name("Jean-François", "D’ALEMBERT") == plain_name("D'Alembert", "jean francois")
    assert plain_name("Ольга", "Ким") != plain_name("Иван", "Ким")


def test_the_city_counts_only_where_the_postcode_leaves_a_choice():
    def key(postcode: str, city: str) -> str:
        return household_key(line="1 rue Haute", postcode=postcode, city=city, country="fr")

    assert key("93100", "Montreuil sous Bois") == key("93 100", "MONTREUIL")
    assert key("75011", "Paris 11e") == key("75011", "PARIS")
    assert key("01000", "Bourg-en-Bresse") != key("01000", "Saint Denis lès Bourg")
    assert key("01000", "St-Denis-lès-Bourg") == key("01000", "SAINT DENIS LES BOURG")


def test_other_countries_keep_their_postcode_and_city():
    key = household_key(line="Rue Haute 12", postcode="1000", city="Bruxelles", country="BE")

    assert key == "BE|1000 bruxelles|rue haute 12"

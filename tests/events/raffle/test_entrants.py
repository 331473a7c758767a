"""The sealed list read in columns, and a bundle laid together from stored texts."""

import json
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events.raffle.bundle import BundleRefused, bundle_bytes, digest_of
from events.raffle.canonical import NotCanonical, canonical_text
from events.raffle.entrants import in_columns
from events.raffle.feasibility import Certain, certain_counts
from events.raffle.log import LogKind, next_line, note_data, read_line
from events.raffle.order import draw
from events.raffle.seal import read_sealed
from tests.events.raffle.tools import answer, published

SEALED = canonical_text(published("bundle-rehearsal.json")["sealed"])


def test_records_are_those_of_the_text():
    value, sealed = json.loads(SEALED), read_sealed(SEALED)

    assert list(sealed.entrants) == value["entrants"]
    assert sealed.entrants[2:4] == value["entrants"][2:4]
    assert list(sealed.ineligible) == value["ineligible"]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("},{", "};{", "canonical form"),
        ("},{", "}, {", "canonical form"),
        ('{"chances":1', '{"chances":01', "canonical form"),
        ('{"chances":1', '{"chances":1001', "more than 1000"),
        ('"newcomer":true', '"newcomer":1', "canonical form"),
        ('"stratum":"sud"', '"stratum":"est"', "not in the plan: 'est'"),
        ('],"header":', ',],"header":', "canonical form"),
        ('"ineligible":[', '"ineligible":[{},', "canonical form"),
        ('"protocol":"convive-draw-v1"', '"protocol":"convive-draw-v2"', "Unknown protocol"),
        ('"strata":', '"strota":', "names no strata"),
        ('"places":', '"places": ', "header is not in canonical form"),
        ("]}", "]", "not a complete sealed object"),
        ('"header":', '"heater":', "not a sealed object"),
    ],
)
def test_text_in_another_form_is_refused(old, new, reason):
    head, found, tail = SEALED.rpartition(old) if old == "]}" else SEALED.partition(old)
    assert found

    with pytest.raises(NotCanonical, match=reason):
        read_sealed(head + new + tail)


def test_list_out_of_order_is_refused():
    value = json.loads(SEALED)
    for key in ("entrants", "ineligible"):
        turned = {**value, key: value[key][::-1]}
        with pytest.raises(NotCanonical, match="not in order of id"):
            read_sealed(canonical_text(turned))
        doubled = {**value, key: value[key][:1] + value[key]}
        with pytest.raises(NotCanonical, match="not in order of id"):
            read_sealed(canonical_text(doubled))


@given(
    st.lists(
        st.tuples(
            st.integers(0, 2),
            st.sampled_from(["0" * 32, "0" * 31 + "1", "1" + "0" * 31]),
            st.booleans(),
        ),
        max_size=14,
    )
)
@settings(deadline=None)
def test_homes_are_counted_as_certain_as_the_text_says(people):
    entrants = in_columns(
        codes=["a", "b", "c"],
        ids=[f"e{number:02}" for number in range(len(people))],
        strata=["abc"[stratum] for stratum, _, _ in people],
        chances=[1] * len(people),
        newcomers=[newcomer for _, _, newcomer in people],
        tags=bytes.fromhex("".join(tag for _, tag, _ in people)),
        commitments=bytes(32 * len(people)),
    )
    homes = defaultdict(list)
    for person in people:
        homes[person[1]].append(person)
    alone = [home for home in homes.values() if len({stratum for stratum, _, _ in home}) == 1]
    households = Counter(home[0][0] for home in alone)
    newcomers = Counter(home[0][0] for home in alone if all(new for _, _, new in home))

    assert entrants.households == len(homes)
    assert certain_counts(entrants) == {
        code: Certain(
            entrants=sum(stratum == number for stratum, _, _ in people),
            households=households[number],
            newcomers=newcomers[number],
        )
        for number, code in enumerate("abc")
    }


def stored():
    """What a draw keeps: the texts, the root, the seed, what was revealed; and its log."""
    bundle = published("bundle-rehearsal.json")
    sealed = read_sealed(SEALED)
    result = draw(sealed=sealed, randomness=bytes.fromhex(bundle["revealed"]["randomness"]))
    parts = {
        "sealed_text": SEALED,
        "root": sealed.root,
        "revealed": bundle["revealed"],
        "result_text": result.text(),
        "seed": result.seed,
    }
    return parts, [read_line(line) for line in bundle["log"]]


def test_a_longer_log_is_laid_beside_the_same_texts():
    parts, log = stored()
    last = datetime.strptime(log[-1].at, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    more = next_line(
        after=log[-1],
        at=last + timedelta(hours=1),
        kind=LogKind.NOTE,
        by="system",
        data=note_data(text='Vérifié par l’étude "Témoin".'),
    )

    for lines in (log, [*log, more]):
        raw = bundle_bytes(**parts, log=lines)
        bundle = json.loads(raw)
        assert canonical_text(bundle).encode() == raw
        assert (bundle["digest"], len(bundle["log"])) == (digest_of(bundle), len(lines))
        assert answer(raw.decode()) == "VALID"


def test_texts_and_log_of_two_draws_make_no_bundle():
    parts, log = stored()

    with pytest.raises(BundleRefused, match="this root"):
        bundle_bytes(**{**parts, "root": "00" * 32}, log=log)
    with pytest.raises(BundleRefused, match="disagree"):
        bundle_bytes(**parts, log=log[:1])
    with pytest.raises(BundleRefused, match="disagree"):
        bundle_bytes(**{**parts, "seed": None}, log=log)

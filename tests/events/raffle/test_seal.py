from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events.raffle import merkle
from events.raffle.canonical import NotCanonical, canonical_text, parse_json
from events.raffle.chains import QUICKNET, chain_of, round_at
from events.raffle.commit_reveal import (
    CommitRevealRefused,
    Party,
    PartyRole,
    commitment_to,
    parties_of,
    randomness_from,
)
from events.raffle.plan import (
    BeaconPlan,
    CommitRevealPlan,
    ImpossibleQuota,
    Overflow,
    SealRefused,
    StratumPlan,
)
from events.raffle.seal import SealBroken, build_sealed, read_sealed
from events.raffle.vectors import ineligible_people, people, secret, small_plan

AT = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)
PLAN = small_plan(draw_code="D-TEST", sealed_at=AT)
PEOPLE = people(count=14, strata=("nord", "sud"))


def seal(plan=PLAN, entrants=PEOPLE, ineligible=(), sealed_at=AT):
    return build_sealed(
        plan=plan,
        entrants=entrants,
        ineligible=ineligible,
        sealed_at=sealed_at,
        household_key=secret("household key"),
    )


def strata(**changes):
    return (replace(PLAN.strata[0], **changes), PLAN.strata[1])


def test_sealed_text_reads_back_to_the_same_root_and_leaves():
    sealed = seal(ineligible=ineligible_people(count=3))
    back = read_sealed(sealed.text)

    assert (back.root, back.header) == (sealed.root, sealed.header)
    assert canonical_text(parse_json(sealed.text)) == sealed.text
    assert sorted(leaf.index for leaf in sealed.leaves.values()) == list(range(1, 18))
    assert [sealed.leaves[record["id"]].index for record in back.entrants] == list(range(1, 15))


def test_sealed_text_changed_in_the_store_is_found():
    sealed = seal()
    assert read_sealed(sealed.text, expected_root=sealed.root).root == sealed.root

    with pytest.raises(SealBroken, match="Nothing is drawn from it"):
        read_sealed(sealed.text.replace('"chances":3', '"chances":9', 1), expected_root=sealed.root)


def test_chain_and_parties_are_read_back_from_the_header():
    header = seal().header
    assert chain_of(header["randomness"]) == PLAN.randomness.chain
    parties = seal(plan=replace(PLAN, randomness=CommitRevealPlan(parties=PARTIES))).header
    assert parties_of(parties["randomness"]) == PARTIES

    with pytest.raises(ValueError, match="known facts"):
        chain_of({**header["randomness"], "chain": "quicknet"})
    with pytest.raises(ValueError, match="known facts"):
        chain_of({**header["randomness"], "group_hash": "00" * 32})


def test_header_states_the_figures():
    header = seal(ineligible=ineligible_people(count=3)).header

    assert {key: header[key] for key in ("applications", "eligible", "households", "places")} == {
        "applications": 17,
        "eligible": 14,
        "households": 12,
        "places": 3,
    }
    assert header["ineligible"] == {"OUTSIDE_AREA": 2, "TOO_YOUNG": 1}


def test_sealed_text_holds_nothing_personal():
    sealed = seal(ineligible=ineligible_people(count=3))

    for person in PEOPLE:
        for hidden in (person.private["email"], person.private["receipt"], person.household):
            assert hidden not in sealed.text
        assert person.salt.hex() not in sealed.text


def test_household_tags_do_not_link_two_draws():
    def tags(key):
        sealed = build_sealed(plan=PLAN, entrants=PEOPLE, sealed_at=AT, household_key=secret(key))
        return {record["household"] for record in read_sealed(sealed.text).entrants}

    assert len(tags("a")) == 12
    assert tags("a").isdisjoint(tags("b"))


@given(order=st.permutations(PEOPLE))
@settings(max_examples=30, deadline=None)
def test_root_does_not_depend_on_the_order_given(order):
    assert seal(entrants=order).root == seal().root


@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_every_byte_of_the_sealed_text_matters(data):
    sealed = seal()
    raw = bytearray(sealed.text.encode())
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= 1 << data.draw(st.integers(0, 7))

    with suppress(NotCanonical, UnicodeDecodeError):
        assert read_sealed(raw.decode()).root != sealed.root


@pytest.mark.parametrize(
    ("plan", "code", "figures"),
    [
        (replace(PLAN, places=4), "QUOTAS_NOT_PLACES", {"quotas": 3, "places": 4}),
        (
            replace(PLAN, places=9, strata=strata(quota=8)),
            "TOO_FEW_HOUSEHOLDS",
            {"stratum": "nord", "needed": 10, "households": 6, "entrants": 7},
        ),
        (
            replace(PLAN, places=12, strata=strata(quota=11), overflow=Overflow.POOL),
            "TOO_FEW_HOUSEHOLDS_OVERALL",
            {"needed": 14, "households": 12},
        ),
        (
            replace(PLAN, strata=strata(quota=-1)),
            "NEGATIVE_PLAN",
            {"stratum": "nord", "field": "quota", "value": -1},
        ),
        (
            replace(PLAN, strata=strata(holdout=-2)),
            "NEGATIVE_PLAN",
            {"stratum": "nord", "field": "holdout", "value": -2},
        ),
        (
            replace(PLAN, strata=strata(min_newcomers=3)),
            "NEWCOMERS_OVER_QUOTA",
            {"stratum": "nord", "newcomers": 3, "quota": 2},
        ),
        (
            replace(
                PLAN, places=4, strata=(*PLAN.strata, StratumPlan(code="est", title="Est", quota=1))
            ),
            "EMPTY_STRATUM",
            {"stratum": "est", "quota": 1},
        ),
    ],
)
def test_impossible_plan_is_refused_with_numbers(plan, code, figures):
    with pytest.raises(ImpossibleQuota) as refusal:
        seal(plan=plan)

    assert (refusal.value.code, refusal.value.figures) == (code, figures)
    for figure in figures.values():
        assert str(figure) in str(refusal.value)


def test_too_few_newcomers_are_refused():
    veterans = [replace(person, newcomer=False) for person in PEOPLE]

    with pytest.raises(ImpossibleQuota, match="reserves 1 places for newcomers and has 0"):
        seal(entrants=veterans)


@pytest.mark.parametrize(
    ("entrants", "code"),
    [
        ([*PEOPLE, PEOPLE[0]], "DUPLICATE_ENTRANT"),
        ([*PEOPLE, replace(PEOPLE[0], entrant_id="x", stratum="ouest")], "UNKNOWN_STRATUM"),
        ([*PEOPLE, replace(PEOPLE[0], entrant_id="x", chances=0)], "CHANCES"),
        ([*PEOPLE, replace(PEOPLE[0], entrant_id="x", chances=-3)], "CHANCES"),
        ([*PEOPLE, replace(PEOPLE[0], entrant_id="x", chances=True)], "CHANCES"),
        ([*PEOPLE, replace(PEOPLE[0], entrant_id="a b")], "ENTRANT_ID"),
        ([*PEOPLE, replace(PEOPLE[0], entrant_id="x\n")], "ENTRANT_ID"),
        ([*PEOPLE, replace(PEOPLE[0], entrant_id="x", salt=b"short")], "SALT"),
    ],
)
def test_impossible_list_is_refused(entrants, code):
    with pytest.raises(SealRefused) as refusal:
        seal(entrants=entrants)

    assert refusal.value.code == code


def test_one_person_is_never_both_entrant_and_ineligible():
    both = [replace(ineligible_people(count=1)[0], entrant_id=PEOPLE[0].entrant_id)]

    with pytest.raises(SealRefused, match="stands twice"):
        seal(ineligible=both)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"draw_code": ""}, "DRAW_CODE"),
        ({"campaign": " "}, "CAMPAIGN"),
        ({"rules_sha256": "aa"}, "RULES_SHA256"),
        ({"strata": ()}, "NO_STRATA"),
        ({"strata": (PLAN.strata[0], PLAN.strata[0])}, "DUPLICATE_STRATUM"),
        (
            {"randomness": BeaconPlan(chain=replace(QUICKNET, period_s=4), round_number=9**9)},
            "CHAIN",
        ),
        ({"randomness": CommitRevealPlan(parties=())}, "PARTIES"),
    ],
)
def test_malformed_plan_is_refused(changes, code):
    with pytest.raises(SealRefused) as refusal:
        seal(plan=replace(PLAN, **changes))

    assert refusal.value.code == code


def test_public_round_must_lie_ten_minutes_ahead():
    def plan(seconds):
        number = round_at(chain=QUICKNET, at=AT + timedelta(seconds=seconds))
        return replace(PLAN, randomness=BeaconPlan(chain=QUICKNET, round_number=number))

    assert seal(plan=plan(600)).header["randomness"]["chain"] == "quicknet"
    with pytest.raises(SealRefused, match="at least 600") as refusal:
        seal(plan=plan(590))
    assert refusal.value.code == "ROUND_TOO_SOON"


PARTIES = tuple(
    Party(
        role=role,
        label=label,
        commitment=commitment_to(draw_code="D-TEST", label=label, value=secret(label).hex()),
    )
    for role, label in ((PartyRole.ORGANISER, "House"), (PartyRole.WITNESS, "Witness"))
)
VALUES = {label: secret(label).hex() for label in ("House", "Witness")}


def test_commit_reveal_depends_on_every_value_and_order():
    straight = randomness_from(draw_code="D-TEST", parties=PARTIES, values=VALUES)
    turned = randomness_from(draw_code="D-TEST", parties=PARTIES[::-1], values=VALUES)

    assert len(straight) == 32
    assert straight != turned


@pytest.mark.parametrize(
    ("values", "match"),
    [
        ({"House": VALUES["House"]}, "has not revealed yet"),
        ({**VALUES, "Witness": secret("other").hex()}, "not the one it committed"),
        ({**VALUES, "Witness": VALUES["Witness"].upper()}, "lower case"),
        ({**VALUES, "Witness": "xx"}, "not hexadecimal"),
        ({**VALUES, "Stranger": "00" * 32}, "committed to nothing"),
    ],
)
def test_commit_reveal_refuses_other_values(values, match):
    with pytest.raises(CommitRevealRefused, match=match):
        randomness_from(draw_code="D-TEST", parties=PARTIES, values=values)


def test_commitment_of_another_draw_is_refused():
    with pytest.raises(CommitRevealRefused):
        randomness_from(draw_code="D-OTHER", parties=PARTIES, values=VALUES)


def test_merkle_path_leads_to_the_root_from_every_leaf():
    for size in range(1, 20):
        leaves = [merkle.leaf_hash(bytes([i])) for i in range(size)]
        root = merkle.root_of(leaves)
        for index, leaf in enumerate(leaves):
            path = merkle.inclusion_path(leaves, index)
            assert merkle.root_from_path(leaf=leaf, index=index, size=size, path=path) == root
            with pytest.raises(ValueError, match="too long"):
                merkle.root_from_path(leaf=leaf, index=index, size=size, path=[*path, leaf])


def test_merkle_root_is_the_recursive_one_of_the_rfc():
    def recursive(leaves):
        if len(leaves) == 1:
            return leaves[0]
        split = 1
        while split * 2 < len(leaves):
            split *= 2
        return merkle.node_hash(recursive(leaves[:split]), recursive(leaves[split:]))

    for size in range(1, 40):
        leaves = [merkle.leaf_hash(bytes([i])) for i in range(size)]
        assert merkle.root_of(leaves) == recursive(leaves)


@pytest.mark.parametrize(
    "value",
    [1.5, float("nan"), 2**53, -(2**53), "e\u0301", "\n", "\ud800", {1: 2}, b"x", {"a\n": 1}],
)
def test_values_without_canonical_form_are_refused(value):
    with pytest.raises(NotCanonical):
        canonical_text({"v": value})

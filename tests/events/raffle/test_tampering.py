"""Nothing in a published bundle can be changed unseen."""

import copy
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from events.raffle import vectors
from events.raffle.canonical import NotCanonical
from tests.events.raffle.tools import (
    answer,
    changes_of,
    get,
    hex_of,
    leaves_of,
    published,
    put,
    redigested,
    relogged,
)

BUNDLES = [
    "bundle-rehearsal.json",
    "bundle-pool.json",
    "bundle-commit-reveal.json",
    "bundle-default.json",
]
SEALED_AT = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)


@pytest.mark.parametrize("name", [*BUNDLES, "bundle-quicknet.json"])
def test_published_bundle_is_valid(name):
    assert answer(published(name)) == "VALID"


@pytest.mark.parametrize("name", BUNDLES)
def test_every_value_changed_alone_is_refused(name):
    bundle = published(name)
    paths = list(leaves_of(bundle))
    assert len(paths) > 150

    accepted = [
        (path, changed)
        for path in paths
        for changed in changes_of(get(bundle, path))[: None if name == BUNDLES[0] else 2]
        if not answer(put(bundle, path, changed), signature="skip").startswith("NO: ")
    ]

    assert accepted == []


@pytest.mark.parametrize("name", BUNDLES)
def test_every_value_changed_is_refused_even_with_a_new_digest(name):
    """The digest is not what protects: root, recomputation, pinned facts and log chain are."""
    bundle = published(name)

    accepted = []
    for path in leaves_of(bundle):
        if path == ("digest",):
            continue
        for changed in changes_of(get(bundle, path))[: 4 if name == BUNDLES[0] else 1]:
            forged = put(bundle, path, changed)
            with suppress(NotCanonical):  # else it goes in with the old digest
                forged = redigested(forged)
            if not answer(forged, signature="skip").startswith("NO: "):
                accepted.append((path, changed))

    assert accepted == []


@pytest.mark.parametrize("name", ["bundle-rehearsal.json", "bundle-default.json"])
def test_every_value_outside_the_log_is_refused_even_with_a_new_log(name):
    """With log and digest made anew, the root and the recomputation still stand."""
    bundle = published(name)

    accepted = []
    for path in leaves_of({key: value for key, value in bundle.items() if key != "log"}):
        if path == ("digest",):
            continue
        for changed in changes_of(get(bundle, path))[:2]:
            try:
                forged = relogged(put(bundle, path, changed))
            except NotCanonical:
                continue
            if not answer(forged).startswith("NO: "):
                accepted.append((path, changed))

    assert accepted == []


def test_missing_and_unknown_keys_are_refused():
    bundle = published("bundle-rehearsal.json")
    holders = {path[:-1] for path in leaves_of(bundle) if isinstance(path[-1], str)}

    accepted = []
    for holder in holders:
        for key in get(bundle, holder):
            forged = copy.deepcopy(bundle)
            del get(forged, holder)[key]
            if not answer(forged).startswith("NO: "):
                accepted.append((*holder, key))
        forged = put(bundle, (*holder, "extra"), 1)
        if not answer(forged).startswith("NO: "):
            accepted.append((*holder, "extra"))

    assert accepted == []


def _entrant_added(bundle):
    extra = {**bundle["sealed"]["entrants"][0], "id": "zz-added", "household": "0" * 32}
    bundle["sealed"]["entrants"].append(extra)


def _entrant_removed(bundle):
    bundle["sealed"]["entrants"].pop()


def _entrant_edited(bundle):
    bundle["sealed"]["entrants"][2]["chances"] += 1


def _winner_swapped(bundle):
    order = bundle["result"]["strata"][0]["order"]
    order[0], order[5] = order[5], order[0]


def _winner_added(bundle):
    bundle["result"]["strata"][0]["winners"] += 1
    bundle["result"]["strata"][0]["alternates"] -= 1


def _quota_changed(bundle):
    bundle["sealed"]["header"]["strata"][0]["quota"] += 1


def _seed_changed(bundle):
    bundle["seed"] = hex_of("another seed")


def _round_changed(bundle):
    bundle["revealed"]["round"] += 1


def _chain_changed(bundle):
    bundle["revealed"]["chain"] = "quicknet"


def _randomness_changed(bundle):
    bundle["revealed"]["randomness"] = hex_of("another randomness")


def _promotion_skipped(bundle):
    later = bundle["result"]["strata"][0]["order"][4]
    asked = [line for line in bundle["log"] if line["data"].get("in_place_of")]
    promoted = asked[0]["data"]["entrant"]
    for line in bundle["log"]:
        if line["data"].get("entrant") == promoted:
            line["data"]["entrant"] = later


def _place_asked_twice(bundle):
    for line in bundle["log"]:
        if line["kind"] == "ASKED":
            line["data"]["in_place_of"] = None


def _closed_too_early(bundle):
    bundle["log"] = [
        line
        for line in bundle["log"]
        if not line["data"].get("in_place_of")
        and line["data"].get("entrant") not in _promoted(bundle)
    ]


def _promoted(bundle):
    return {line["data"]["entrant"] for line in bundle["log"] if line["data"].get("in_place_of")}


def _one_person_alone(bundle):
    for line in bundle["log"]:
        line["by"] = "officer-1"


def _drawn_before_the_round(bundle):
    bundle["log"][1]["at"] = bundle["log"][0]["at"]


@pytest.mark.parametrize(
    ("forge", "step"),
    [
        (_entrant_added, "root"),
        (_entrant_removed, "root"),
        (_entrant_edited, "root"),
        (_quota_changed, "root"),
        (_winner_swapped, "order"),
        (_winner_added, "selection"),
        (_seed_changed, "seed"),
        (_round_changed, "randomness"),
        (_chain_changed, "randomness"),
        (_randomness_changed, "randomness"),
        (_promotion_skipped, "promotions"),
        (_place_asked_twice, "promotions"),
        (_closed_too_early, "promotions"),
        (_one_person_alone, "log"),
        (_drawn_before_the_round, "log"),
    ],
)
def test_forgery_is_refused_at_its_step_even_with_a_new_log(forge, step):
    bundle = published("bundle-rehearsal.json")
    forge(bundle)

    assert answer(relogged(bundle)).startswith(f"NO: {step}: ")


def test_rewritten_log_line_is_named():
    bundle = published("bundle-rehearsal.json")
    bundle["log"][3]["by"] = "somebody-else"

    assert answer(redigested(bundle)).startswith("NO: log: line 4 was changed")


def test_rewritten_log_is_refused_by_a_head_noted_earlier():
    bundle = published("bundle-rehearsal.json")
    noted = bundle["log"][-1]["hash"]
    bundle["log"][3]["by"] = "somebody-else"
    forged = relogged(bundle)

    assert answer(forged) == "VALID"
    assert answer(forged, log_head=noted).startswith("NO: given log head")


def _rebuilt():
    """The small draw, sealed again with one more entrant: everything in it is consistent."""
    plan = vectors.small_plan(draw_code="D-SMALL", sealed_at=SEALED_AT)
    entrants = vectors.people(count=14, strata=("nord", "sud"))
    friend = replace(entrants[0], entrant_id="e-friend", household="", chances=900)
    return vectors.run(plan=plan, entrants=[*entrants, friend], sealed_at=SEALED_AT)[2]


def test_rebuilt_bundle_is_refused_only_by_the_root_of_a_receipt_mail():
    mailed = published("bundle-rehearsal.json")["root"]
    rebuilt = _rebuilt()

    assert answer(rebuilt) == "VALID"
    assert answer(rebuilt, root=rebuilt["root"]) == "VALID"
    assert answer(rebuilt, root=mailed).startswith("NO: given root: ")
    assert answer(rebuilt, root="").startswith("NO: given root: ")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "{}",
        '{"bundle": 1.0}',
        '{"bundle": NaN}',
        '{"bundle": "a", "bundle": "a"}',
        "[" * 100_000,
        '{"bundle": "\\ud800"}',
        '{"bundle": "e\\u0301"}',
        '{"bundle": 99999999999999999999}',
        '{"bundle": {"mode": []}}',
    ],
)
def test_anything_else_is_refused_without_a_crash(text):
    assert answer(text).startswith("NO: structure: ")


def test_truncated_bundle_is_refused():
    text = vectors.vectors()["bundle-rehearsal.json"].strip()

    for length in range(0, len(text), 500):
        assert answer(text[:length]).startswith("NO: structure: this is not complete JSON")


def test_unknown_version_is_refused():
    bundle = published("bundle-rehearsal.json")
    bundle["bundle"] = "convive-draw-bundle-v2"

    assert answer(bundle).startswith("NO: structure: bundle.bundle must be one of")

"""Nothing in a published bundle can be changed unseen."""

import copy
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from events.raffle import vectors
from events.raffle.canonical import NotCanonical
from events.raffle.forging import redigested, relogged
from tests.events.raffle.tools import (
    VECTORS,
    answer,
    changes_of,
    get,
    leaves_of,
    published,
    put,
    refused_files,
)

BUNDLES = [
    "bundle-rehearsal.json",
    "bundle-pool.json",
    "bundle-commit-reveal.json",
    "bundle-default.json",
]
STEPS = {  # of section 12 of draw-v1
    "structure", "root", "given root", "plan", "randomness plan", "randomness", "signature", "seed",
    "order", "selection", "log", "given log head", "promotions", "digest", "receipt",
}  # fmt: skip
SEALED_AT = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)


@pytest.mark.parametrize("name", sorted(path.name for path in VECTORS.glob("bundle-*.json")))
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


def test_every_refusal_of_the_vectors_is_refused_at_its_step():
    said = [(name, step, answer(text, **given)) for name, step, text, given in refused_files()]

    assert [row for row in said if not row[2].startswith(f"NO: {row[1]}: ")] == []
    assert {step for _, step, _ in said} == STEPS


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
        said = answer(text[:length])
        assert said.startswith("NO: structure: this is not complete JSON")
        assert said.endswith("download the file again, whole")


def test_unknown_version_is_refused():
    bundle = published("bundle-rehearsal.json")
    sealed = put(bundle, ("sealed", "header", "protocol"), "convive-draw-v2")
    bundle["bundle"] = "convive-draw-bundle-v2"

    for said, where in ((answer(bundle), "bundle.bundle"), (answer(sealed), "header.protocol")):
        assert said.startswith("NO: structure: ") and where in said
        assert "take the one that lies beside the file, on the page of its draw" in said

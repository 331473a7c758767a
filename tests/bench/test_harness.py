"""The measuring stick itself: a benchmark that cannot say "short" says nothing."""

import json
from itertools import count

import pytest

from tests.bench import harness
from tests.bench.harness import NotTrue, Outcome, Ratio, Registry, Size, Target, Verdict

STEADY = (1.0, 1.0, 1.0)


def fixed(*values):
    """A measure that gives these values in turn."""
    turns = iter(values)
    return lambda: next(turns)


def ratio(*pairs, noise=STEADY):
    return Ratio(pairs=pairs, noise=noise, limit=1.0, ours=pairs[0])


def registry_of(**parts):
    registry = Registry()
    for name, outcomes in parts.items():
        registry.part(name)(lambda _size, outcomes=outcomes: outcomes)
    return registry


def outcome(verdict, name="H0"):
    return Outcome(name=name, figure="1.00x", target="target <= 2x", verdict=verdict)


def test_paired_runs_limit_and_ours_in_turn():
    order = []

    def measure(name):
        return lambda: order.append(name) or 1.0

    harness.paired(limit=measure("A"), ours=measure("B"), rounds=2, warm_up=1)

    assert order == ["A", "B", "A"] * 3


def test_paired_divides_by_the_limits_on_both_sides_and_drops_the_warm_up():
    measured = harness.paired(
        limit=fixed(99.0, 99.0, 1.0, 3.0, 2.0, 2.0), ours=fixed(99.0, 4.0, 3.0), rounds=2
    )

    assert measured == Ratio(pairs=(2.0, 1.5), noise=(3.0, 1.0), limit=2.0, ours=3.5)


def test_paired_needs_a_round():
    with pytest.raises(ValueError, match="round"):
        harness.paired(limit=fixed(), ours=fixed(), rounds=0)


def test_seconds_measures_work_that_was_really_done(monkeypatch):
    ticks = count(10)
    monkeypatch.setattr(harness, "perf_counter", lambda: float(next(ticks)))
    done = []

    assert (harness.seconds(lambda: done.append(1))(), done) == (1.0, [1])


@pytest.mark.parametrize(
    ("target", "figure", "holds"),
    [
        (Target(at_most=1.15), 1.15, True),
        (Target(at_most=1.15), 1.16, False),
        (Target(at_least=0.85), 0.85, True),
        (Target(at_least=0.85), 0.84, False),
    ],
)
def test_target_holds_up_to_its_bound(target, figure, holds):
    assert target.holds(figure) is holds


@pytest.mark.parametrize("bounds", [{}, {"at_most": 1.0, "at_least": 1.0}])
def test_target_has_exactly_one_bound(bounds):
    with pytest.raises(ValueError, match="one bound"):
        Target(**bounds)


@pytest.mark.parametrize(
    ("noise", "figure", "verdict"),
    [
        (STEADY, 1.10, Verdict.OK),
        (STEADY, 1.20, Verdict.SHORT),
        ((0.80,), 1.20, Verdict.SHORT),
        ((0.79,), 1.20, Verdict.NOISY),
        ((1.25,), 1.10, Verdict.OK),
        ((1.26,), 1.10, Verdict.NOISY),
    ],
)
def test_judge_says_noisy_before_it_says_anything_else(noise, figure, verdict):
    judged = harness.judge(
        name="H2", of="hashing", ratio=ratio(figure, noise=noise), target=Target(at_most=1.15)
    )

    assert judged.verdict == verdict


def test_closing_line_says_figure_target_and_verdict():
    judged = harness.judge(
        name="H2", of="hashing", ratio=ratio(1.4, 1.2, 1.3), target=Target(at_most=1.15)
    )

    assert judged.line() == "H2: 1.30x of hashing (1.20-1.40, n 3), target <= 1.15x: short"


@pytest.mark.parametrize(
    ("figure", "target", "line"),
    [
        (1.5, Target(at_most=1.5, unit=" GB"), "H2: 1.50 GB, target <= 1.5 GB: ok"),
        (1.6, Target(at_most=1.5, unit=" GB"), "H2: 1.60 GB, target <= 1.5 GB: short"),
        (12.3, None, "H2: 12.30 s, no target: ok"),
    ],
)
def test_closing_line_of_a_plain_figure(figure, target, line):
    assert harness.judge_figure(name="H2", figure=figure, target=target, unit=" s").line() == line


@pytest.mark.parametrize(("wrong", "verdict"), [(0, "ok"), (1, "broken")])
def test_closing_line_of_a_count(wrong, verdict):
    judged = harness.judge_count(name="outbox", of="facts lost", wrong=wrong, cases=9)

    assert judged.line() == f"outbox: {wrong} facts lost in 9 cases, target 0: {verdict}"


@pytest.mark.parametrize(
    ("verdict", "code"),
    [(Verdict.OK, 0), (Verdict.NOISY, 0), (Verdict.SHORT, 1), (Verdict.BROKEN, 1)],
)
def test_main_exits_with_one_when_short_or_broken(verdict, code, tmp_path):
    parts = registry_of(H0=[outcome(Verdict.OK), outcome(verdict)])

    assert harness.main(parts, [], folder=tmp_path) == code


def test_main_runs_only_what_is_asked_and_says_one_line_a_cell(tmp_path, capsys):
    parts = registry_of(H0=[outcome(Verdict.OK)], H1=[outcome(Verdict.BROKEN, "H1")])

    code = harness.main(parts, ["--only", "H0", "--size", "full"], folder=tmp_path)

    assert (code, capsys.readouterr().out) == (0, "H0: 1.00x, target <= 2x: ok\n")
    written = json.loads((tmp_path / "H0-full.json").read_text())
    assert [path.name for path in tmp_path.iterdir()] == ["H0-full.json"]
    assert (written["part"], written["size"]) == ("H0", "full")
    assert written["cells"][0]["line"] == "H0: 1.00x, target <= 2x: ok"


def test_main_refuses_an_unknown_part_and_lists_those_there_are(tmp_path, capsys):
    code = harness.main(registry_of(H0=[]), ["--only", "H9"], folder=tmp_path)

    assert (code, capsys.readouterr().err) == (
        2,
        "There is no part called 'H9'; there is: H0.\n",
    )


def falls(error):
    def part(_size):
        yield outcome(Verdict.OK)
        raise error

    return part


@pytest.mark.parametrize("error", [NotTrue("two winners too many"), RuntimeError("no server")])
def test_a_part_that_falls_is_broken_and_keeps_what_it_said(error):
    said = list(harness.outcomes_of("H0", falls(error), Size.SMALL))

    assert [cell.verdict for cell in said] == [Verdict.OK, Verdict.BROKEN]
    assert str(error) in said[1].line()


def test_a_part_that_says_nothing_is_broken():
    said = list(harness.outcomes_of("H0", lambda _size: [], Size.SMALL))

    assert [cell.verdict for cell in said] == [Verdict.BROKEN]


def test_check_raises_what_makes_a_part_broken():
    harness.check(True, "never seen")
    with pytest.raises(NotTrue, match="seats"):
        harness.check(False, "more seats taken than there are")


def test_two_parts_of_one_name_are_refused():
    registry = registry_of(H0=[])
    with pytest.raises(ValueError, match="two parts called H0"):
        registry.part("H0")(lambda _size: [])

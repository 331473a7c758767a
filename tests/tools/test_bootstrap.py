"""Finding a Python, and knowing when .venv already serves."""

import os
import sys

import pytest

from tools import bootstrap


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project folder with a lock for every set."""
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setattr(bootstrap, "VENV", tmp_path / ".venv")
    (tmp_path / "requirements").mkdir()
    for name in bootstrap.SETS:
        (tmp_path / "requirements" / f"{name}.txt").write_text(f"{name}==1\n")
    return tmp_path


@pytest.mark.parametrize(
    ("held", "wanted", "installs"),
    [
        (None, "runtime", "runtime"),
        ("runtime", "runtime", None),
        ("runtime", "dev", "dev"),
        ("dev", "runtime", None),
        ("e2e", "dev", None),
        ("e2e", "prod", None),
    ],
)
def test_a_larger_set_serves_a_smaller_one(project, held, wanted, installs):
    stamp = bootstrap.stamp_for(held) if held else {}

    assert bootstrap.set_to_install(wanted, stamp) == installs


def test_a_changed_lock_is_installed_without_taking_tools_away(project):
    stamp = bootstrap.stamp_for("dev")
    (project / "requirements" / "dev.txt").write_text("dev==2\n")

    assert bootstrap.set_to_install("runtime", stamp) == "dev"


def test_a_venv_that_was_copied_from_elsewhere_is_made_anew(project):
    stamp = {**bootstrap.stamp_for("dev"), "venv": "/elsewhere/.venv"}

    assert bootstrap.set_to_install("runtime", stamp) == "runtime"


def fake_python(folder, name, script):
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def lonely(tmp_path, monkeypatch):
    """A machine whose running Python is too old and that has no other."""
    old = fake_python(tmp_path / "old" / "3.11.7" / "bin", "python3", "echo 3.11")
    monkeypatch.setattr(sys, "executable", str(old))
    monkeypatch.setattr(sys, "base_prefix", str(tmp_path / "old" / "3.11.7"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    return tmp_path


def test_a_shim_that_exists_but_fails_is_passed_over_for_the_versions_beside_it(lonely):
    shims = lonely / "pyenv" / "shims"
    fake_python(shims, "python3.13", "echo not installed >&2; exit 127")
    real = fake_python(lonely / "pyenv" / "versions" / "3.13.1" / "bin", "python3", "echo 3.13")

    assert bootstrap.find_python({"PATH": str(shims)}) == str(real)


def test_a_sibling_of_the_running_python_is_found(lonely):
    sibling = fake_python(lonely / "old" / "3.12.4" / "bin", "python3", "echo 3.12")

    assert bootstrap.find_python({"PATH": ""}) == str(sibling)


def test_the_version_we_ship_on_goes_before_a_newer_one(lonely):
    for version in ("3.12.4", "3.13.2", "3.14.0"):
        folder = lonely / "old" / version / "bin"
        fake_python(folder, "python3", f"echo {version[:4]}")

    assert bootstrap.find_python({"PATH": ""}) == str(lonely / "old" / "3.13.2" / "bin" / "python3")


def test_without_any_python_that_is_new_enough_none_is_named(lonely):
    fake_python(lonely / "bin", "python3.13", "exit 1")

    assert bootstrap.find_python({"PATH": str(lonely / "bin")}) is None


def test_translations_are_stale_when_missing_or_older_than_their_source(project):
    folder = project / "locale" / "fr" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    assert bootstrap.stale_translations() is False

    (folder / "django.po").write_text("")
    assert bootstrap.stale_translations() is True

    (folder / "django.mo").write_text("")
    os.utime(folder / "django.po", (1, 1))
    assert bootstrap.stale_translations() is False

    os.utime(folder / "django.mo", (0, 0))
    assert bootstrap.stale_translations() is True


def test_the_command_finds_the_programs_of_the_venv_first(project):
    environment = bootstrap.command_environment({"PATH": "/usr/bin", "PYTHONHOME": "/old"})

    assert environment == {
        "PATH": f"{project / '.venv' / 'bin'}:/usr/bin",
        "VIRTUAL_ENV": str(project / ".venv"),
    }

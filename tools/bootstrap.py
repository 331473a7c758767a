#!/usr/bin/env python3
"""Make ``.venv`` fit for one set of dependencies, then become the command asked for.

    python3 tools/bootstrap.py --set runtime -- python manage.py up --demo

Standard library only, and it runs on any Python >= 3.8, because it is the first thing a newcomer
starts. It finds a Python >= 3.12, gets uv (or does without), installs one hash-locked file of
``requirements/`` and writes a stamp, so that the second run is instant. The command then replaces
this process: signals reach it, and nothing stands between it and the terminal.
"""

import argparse
import contextlib
import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
TOOLS = ROOT / ".tools"
STAMP = VENV / "convive-stamp.json"

# Each set holds the ones before it: a .venv that was made for a later set serves an earlier one.
SETS = ("runtime", "prod", "dev", "e2e")
MINIMUM = (3, 12)
PREFERRED = ("python3.13", "python3.14", "python3.12")

NO_PYTHON = (
    "Convive needs Python 3.12 or newer with its venv module, or the uv tool and a network to "
    "fetch one. Install Python 3.13 (with your system, python3.13 and python3.13-venv) and run "
    "this again."
)


def say(text):
    print("bootstrap: " + text, file=sys.stderr, flush=True)


# Which Python ---------------------------------------------------------------------------------


def python_version(python):
    """(major, minor) of an interpreter that was really run, or None: a pyenv shim may only exist."""
    code = "import sys, venv; print('%d.%d' % sys.version_info[:2])"
    try:
        done = subprocess.run(
            [str(python), "-c", code],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=20,
        )
        major, minor = done.stdout.decode().strip().split(".")
        return (int(major), int(minor)) if done.returncode == 0 else None
    except (OSError, ValueError, subprocess.SubprocessError):
        return None


def newest_first(paths):
    def key(path):
        numbers = []
        for part in path.parent.parent.name.split("."):
            numbers.append(int(part) if part.isdigit() else -1)
        # 3.13 is the version we ship on: it goes before a newer one.
        return (numbers[:2] == [3, 13], numbers)

    return sorted(paths, key=key, reverse=True)


def python_candidates(environ):
    """Every place where a Python >= 3.12 may be, the likeliest first."""
    folders = [folder for folder in environ.get("PATH", "").split(os.pathsep) if folder]
    yield Path(sys.executable)
    for name in PREFERRED:
        for folder in folders:
            candidate = Path(folder) / name
            if candidate.is_file():
                yield candidate
    for path in newest_first(Path(sys.base_prefix).parent.glob("3.*/bin/python3")):
        yield path
    roots = [Path(folder).parent for folder in folders if Path(folder).name == "shims"]
    if environ.get("PYENV_ROOT"):
        roots.append(Path(environ["PYENV_ROOT"]))
    roots.append(Path(os.path.expanduser("~")) / ".pyenv")
    for root in roots:
        for path in newest_first(root.glob("versions/*/bin/python3")):
            yield path


def find_python(environ):
    """Absolute path of a Python >= 3.12 that runs, or None."""
    seen = set()
    for candidate in python_candidates(environ):
        if candidate in seen:
            continue
        seen.add(candidate)
        version = python_version(candidate)
        if version and version >= MINIMUM:
            return str(candidate.absolute())
    return None


# uv, or pip ------------------------------------------------------------------------------------


def answers(command, environ):
    try:
        done = subprocess.run(
            command,
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=60,
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0


def find_uv(python, environ):
    """Command for a uv that answers, installing it under .tools where none does; None without."""
    own = TOOLS / "bin" / "uv"
    for folder in [*environ.get("PATH", "").split(os.pathsep), str(own.parent)]:
        candidate = Path(folder) / "uv"
        if folder and candidate.is_file() and answers([str(candidate), "--version"], environ):
            return str(candidate)
    for pip_python in [python, sys.executable]:
        if not pip_python:
            continue
        say("installing uv into .tools")
        install = [pip_python, "-m", "pip", "install", "--quiet", "--target", str(TOOLS), "uv"]
        if answers(install, environ) and answers([str(own), "--version"], environ):
            return str(own)
    return None


def run(command, environ):
    return subprocess.run(command, env=environ, stdin=subprocess.DEVNULL).returncode == 0


def must(command, environ):
    if not run(command, environ):
        raise SystemExit("bootstrap: this failed: " + " ".join(command))


def make_venv(python, uv, environ):
    if VENV.exists():
        shutil.rmtree(str(VENV))
    if uv:
        made = run([uv, "venv", "--quiet", "--python", python or "3.13", str(VENV)], environ)
    else:
        made = run([python, "-m", "venv", str(VENV)], environ)
    if not made:
        raise SystemExit("bootstrap: .venv could not be made. " + NO_PYTHON)


def install(lock, uv, environ):
    python = str(VENV / "bin" / "python")
    if uv:
        sync = [uv, "pip", "sync", "--quiet", "--require-hashes", "--compile-bytecode"]
        must([*sync, "--python", python, str(lock)], environ)
    else:
        pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        must([*pip, "--require-hashes", "-r", str(lock)], environ)


# The stamp ------------------------------------------------------------------------------------


def lock_file(name):
    return ROOT / "requirements" / (name + ".txt")


def stamp_for(name):
    # The folder is part of it: the scripts inside a copied .venv still call the first one's Python.
    digest = hashlib.sha256(lock_file(name).read_bytes()).hexdigest()
    return {"set": name, "sha256": digest, "venv": str(VENV)}


def read_stamp():
    try:
        return json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def set_to_install(wanted, stamp):
    """Which set .venv must be brought to, or None when it already serves ``wanted``.

    A .venv that holds more than what is wanted keeps it: ``make demo`` never takes the test tools
    away from someone who develops.
    """
    held = stamp.get("set")
    if stamp.get("venv") != str(VENV) or held not in SETS:
        return wanted
    needed = max(wanted, held, key=SETS.index)
    return None if stamp == stamp_for(needed) else needed


def ensure(wanted, environ):
    """Bring .venv to the wanted set. Quick when it already is."""
    stamp = read_stamp()
    venv_python = VENV / "bin" / "python"
    runs = python_version(venv_python) is not None
    needed = set_to_install(wanted, stamp) if runs else wanted
    if needed is None:
        return
    python = find_python(environ)
    environ = dict(environ, UV_SYSTEM_CERTS="1", UV_NO_PROGRESS="1")
    environ.pop("VIRTUAL_ENV", None)
    environ.setdefault("UV_LINK_MODE", "copy")  # the cache is often on another disk: say nothing
    if python:
        environ["UV_PYTHON_DOWNLOADS"] = "never"
    uv = find_uv(python, environ)
    if not python and not uv:
        raise SystemExit("bootstrap: " + NO_PYTHON)
    moved = stamp and stamp.get("venv") != str(VENV)
    if not runs or moved or python_version(venv_python) < MINIMUM:
        say("making .venv with " + (python or "a Python fetched by uv"))
        make_venv(python, uv, environ)
    say("installing the %s set from requirements/%s.txt" % (needed, needed))
    with contextlib.suppress(OSError):
        STAMP.unlink()  # an install cut short must not look finished
    install(lock_file(needed), uv, environ)
    STAMP.write_text(json.dumps(stamp_for(needed)), encoding="utf-8")


# Translations ---------------------------------------------------------------------------------


def stale_translations():
    """True when a .po file is newer than its compiled form, which git does not hold."""
    for source in ROOT.glob("locale/*/LC_MESSAGES/*.po"):
        compiled = source.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
            return True
    return False


# The command ----------------------------------------------------------------------------------


@contextlib.contextmanager
def one_at_a_time():
    """Two makes at once must not write the same .venv."""
    try:
        import fcntl
    except ImportError:  # Windows
        yield
        return
    TOOLS.mkdir(exist_ok=True)
    with open(str(TOOLS / "bootstrap.lock"), "w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def command_environment(environ):
    scripts = str(VENV / "bin")
    path = scripts + os.pathsep + environ.get("PATH", os.defpath)
    environ = dict(environ, PATH=path, VIRTUAL_ENV=str(VENV))
    environ.pop("PYTHONHOME", None)
    return environ


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--set", dest="wanted", choices=SETS, default="runtime")
    parser.add_argument("command", nargs="*", help="runs in .venv, after a --; none: only install")
    options = parser.parse_args(argv)
    environ = dict(os.environ)
    with one_at_a_time():
        ensure(options.wanted, environ)
        if stale_translations():
            python = str(VENV / "bin" / "python")
            must([python, str(ROOT / "tools" / "messages.py"), "compile"], environ)
    if not options.command:
        return
    environ = command_environment(environ)
    program = shutil.which(options.command[0], path=environ["PATH"])
    if program is None:
        raise SystemExit("bootstrap: there is no command " + options.command[0])
    sys.stdout.flush()
    os.execve(program, [program, *options.command[1:]], environ)


if __name__ == "__main__":
    main()

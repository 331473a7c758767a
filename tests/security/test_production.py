"""Production refuses to start unsafely, and has none of the demonstration's doors."""

import json
import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

SAFE = {
    "CONVIVE_MODE": "production",
    "CONVIVE_SECRET_KEY": secrets.token_urlsafe(64),
    "CONVIVE_DEBUG": "false",
    "CONVIVE_ALLOWED_HOSTS": "convive.example",
    "CONVIVE_BASE_URL": "https://convive.example",
    "CONVIVE_MAIL_URL": "smtp+tls://convive:secret@mail.example:587",
}
ASK = """
import json, django
from datetime import timedelta
django.setup()
from django.conf import settings
from django.urls import get_resolver
from events.beacons.chains import UnknownChain, chain_named, chain_names
from common import clock
try:
    chain_named("rehearsal"); rehearsal = True
except UnknownChain:
    rehearsal = False
try:
    clock.move(by=timedelta(hours=1)); movable = True
except clock.ClockNotMovable:
    movable = False
from web.urls import urlpatterns
print(json.dumps({
    "demo": [str(p.pattern) for p in urlpatterns if str(p.pattern).startswith("demo")],
    "rehearsal": rehearsal or "rehearsal" in chain_names(),
    "movable": movable,
    "cookies": [settings.SESSION_COOKIE_SECURE, settings.SESSION_COOKIE_HTTPONLY,
                settings.SESSION_COOKIE_SAMESITE, settings.CSRF_COOKIE_SECURE],
    "hsts": settings.SECURE_HSTS_SECONDS > 0 and settings.SECURE_SSL_REDIRECT,
    "rules": settings.RULES_URL,
    "relays": all(url.startswith("https://") for url in settings.DRAND_RELAYS),
}))
"""


def run(folder: Path, *command: str, **changed: str) -> subprocess.CompletedProcess[str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("CONVIVE_")}
    return subprocess.run(
        [sys.executable, *command],
        env={
            **kept,
            **SAFE,
            "CONVIVE_VAR_DIR": str(folder),
            "DJANGO_SETTINGS_MODULE": "config.settings",
            **changed,
        },
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CONVIVE_SECRET_KEY", ""),
        ("CONVIVE_SECRET_KEY", "short"),
        ("CONVIVE_SECRET_KEY", "a" * 64),
        ("CONVIVE_SECRET_KEY", "django-insecure-" + "x1y2z3w4v5" * 6),
        ("CONVIVE_DEBUG", "true"),
        ("CONVIVE_ALLOWED_HOSTS", ""),
        ("CONVIVE_ALLOWED_HOSTS", "*"),
        ("CONVIVE_ALLOWED_HOSTS", "convive.example,*.example"),
        ("CONVIVE_ALLOWED_HOSTS", ".example"),
        ("CONVIVE_BASE_URL", "http://convive.example"),
        ("CONVIVE_BASE_URL", ""),
        ("CONVIVE_MODE", "Demo"),
        ("CONVIVE_REHEARSAL_SEED", "the-same-every-time"),
    ],
)
def test_unsafe_settings_do_not_start(tmp_path, name, value):
    assert run(tmp_path, "-c", "import config.settings").returncode == 0
    done = run(tmp_path, "-c", "import config.settings", **{name: value})

    assert done.returncode != 0
    assert "ImproperlyConfigured" in done.stderr
    assert value == "" or len(value) < 10 or value not in done.stderr, "the value is not repeated"


def test_production_has_none_of_the_demos_doors(tmp_path):
    done = run(tmp_path, "-c", ASK)

    assert json.loads(done.stdout) == {
        "demo": [],
        "rehearsal": False,
        "movable": False,
        "cookies": [True, True, "Lax", True],
        "hsts": True,
        "rules": SAFE["CONVIVE_BASE_URL"],
        "relays": True,
    }, done.stderr


@pytest.mark.slow
def test_check_deploy_has_no_warning(tmp_path):
    done = run(tmp_path, "manage.py", "check", "--deploy", "--fail-level", "WARNING")

    assert (done.returncode, "no issues" in done.stdout) == (0, True), done.stderr

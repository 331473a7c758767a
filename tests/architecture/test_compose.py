"""What docker-compose.yml, the Dockerfile and .env.example promise, without a container engine."""

import ast
import re
import runpy
from pathlib import Path

import pytest
import yaml

EXAMPLE_LINE = re.compile(r"^(\w+)=(.*)$", re.MULTILINE)
ROOT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES = COMPOSE["services"]
OURS = sorted(name for name, service in SERVICES.items() if "build" in service)
ONE_SHOT = ["migrate"]
# Used by docker-compose.yml itself, for the host's port.
COMPOSE_ONLY = {"CONVIVE_PORT"}


def settings_variables() -> set[str]:
    """Names of the variables that config/settings.py reads, from its syntax tree."""
    tree = ast.parse((ROOT / "config" / "settings.py").read_text(encoding="utf-8"))
    return {
        call.args[0].value
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and isinstance(call.func.value, ast.Name)
        and call.func.value.id == "env"
        and call.args
        and isinstance(call.args[0], ast.Constant)
        and isinstance(call.args[0].value, str)
        and call.args[0].value.startswith("CONVIVE_")
    }


def test_settings_read_the_variables_this_test_believes_they_read():
    assert {"CONVIVE_MODE", "CONVIVE_SECRET_KEY", "CONVIVE_DATABASE_URL"} <= settings_variables()


def test_the_services_are_these():
    assert sorted(SERVICES) == ["beat", "db", "mail", "migrate", "redis", "web", "worker"]
    assert OURS == ["beat", "migrate", "web", "worker"]


@pytest.mark.parametrize("name", OURS)
def test_every_variable_set_for_our_services_is_one_the_settings_read(name):
    given = set(SERVICES[name]["environment"])

    assert given - settings_variables() == set()


@pytest.mark.parametrize("name", OURS)
def test_our_services_run_in_production_mode_and_get_what_it_demands(name):
    environment = SERVICES[name]["environment"]

    assert environment["CONVIVE_MODE"] == "production"
    assert {
        variable for variable, value in environment.items() if re.match(r"\$\{\w+:\?", str(value))
    } >= {"CONVIVE_SECRET_KEY", "CONVIVE_ALLOWED_HOSTS", "CONVIVE_BASE_URL"}


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_every_service_has_a_health_check_or_runs_once(name):
    health = SERVICES[name].get("healthcheck", {})

    if name in ONE_SHOT:
        assert (health, SERVICES[name]["restart"]) == ({"disable": True}, "no")
    else:
        assert health["test"][0] in ("CMD", "CMD-SHELL")
        assert len(health["test"]) > 1


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_no_service_runs_as_root(name):
    user = str(SERVICES[name]["user"]).split(":")[0]

    assert user not in ("", "0", "root")


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_every_port_is_published_on_loopback_only(name):
    published = SERVICES[name].get("ports", [])

    assert [port for port in published if not port.startswith("127.0.0.1:")] == []


@pytest.mark.parametrize("name", sorted(set(OURS) - set(ONE_SHOT)))
def test_our_services_wait_for_the_migrations(name):
    waits = {other: how["condition"] for other, how in SERVICES[name]["depends_on"].items()}

    assert waits == {
        "db": "service_healthy",
        "redis": "service_healthy",
        "migrate": "service_completed_successfully",
    }


def test_every_named_volume_is_declared():
    used = {
        volume.split(":")[0]
        for service in SERVICES.values()
        for volume in service.get("volumes", [])
        if not volume.startswith((".", "/"))
    }

    assert used == set(COMPOSE["volumes"])


def test_the_image_runs_as_the_user_that_compose_names():
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    made = re.search(r"--uid (\d+)", dockerfile)

    assert made is not None
    assert {SERVICES[name]["user"] for name in OURS} == {f"{made[1]}:{made[1]}"}
    assert re.findall(r"^USER (\w+)$", dockerfile, re.MULTILINE) == ["convive"]


def test_the_image_installs_the_production_lock_with_its_hashes():
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8")

    assert "--require-hashes -r requirements/prod.txt" in dockerfile


def test_the_example_environment_names_exactly_what_the_settings_read():
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    named = re.findall(r"^(CONVIVE_\w+)=", example, re.MULTILINE)

    assert sorted(named) == sorted(settings_variables())


def test_no_line_of_the_example_overrules_a_default_of_compose():
    example = dict(EXAMPLE_LINE.findall((ROOT / ".env.example").read_text(encoding="utf-8")))
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    defaults = dict(re.findall(r"\$\{(\w+):-([^}]*)\}", text))

    assert defaults["CONVIVE_TRUSTED_PROXIES"] == "1"
    assert {name: given for name in defaults if (given := example.get(name))} == {
        "CONVIVE_MAIL_FROM": defaults["CONVIVE_MAIL_FROM"],
        "CONVIVE_LOG_LEVEL": defaults["CONVIVE_LOG_LEVEL"],
    }


def test_the_example_with_its_empty_lines_gives_the_defaults(monkeypatch):
    example = dict(EXAMPLE_LINE.findall((ROOT / ".env.example").read_text(encoding="utf-8")))
    needed = {
        "CONVIVE_SECRET_KEY": "a-secret-of-more-than-fifty-signs-0123456789-abcdefghijklm",
        "CONVIVE_ALLOWED_HOSTS": "convive.example",
        "CONVIVE_BASE_URL": "https://convive.example",
        "CONVIVE_MAIL_URL": "smtp+tls://post%40convive.example:p%25%2Fw@mail.example",
        "CONVIVE_REDIS_URL": "redis://redis:6379/0",
        "CONVIVE_DRAND_RELAYS": "",
    }
    for name, value in {**example, **needed}.items():
        monkeypatch.setenv(name, value)

    found = runpy.run_path(str(ROOT / "config" / "settings.py"))

    assert found["CELERY_BROKER_URL"] == "redis://redis:6379/0"
    assert found["VAR_DIR"] == ROOT / "var"
    assert found["MEDIA_ROOT"] == ROOT / "var" / "media"
    assert found["TRUSTED_PROXIES"] == 0
    assert len(found["DRAND_RELAYS"]) == 3
    assert found["DATABASES"]["default"]["ENGINE"].endswith("sqlite3")
    options = found["MAILERS"]["outbound"]["OPTIONS"]
    assert (options["port"], options["username"], options["password"]) == (
        587,
        "post@convive.example",
        "p%/w",
    )


def test_what_compose_asks_for_stands_in_the_example_environment():
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    asked = set(re.findall(r"\$\{(\w+)", text))
    example = (ROOT / ".env.example").read_text(encoding="utf-8")

    assert asked <= set(re.findall(r"^(?:# )?(\w+)=", example, re.MULTILINE))
    assert {name for name in asked if name.startswith("CONVIVE_")} <= (
        settings_variables() | COMPOSE_ONLY
    )

"""The least that Django does, as a limit of H1: a page of nothing.

Its seven default middlewares, no application of ours, granian with as many processes:
``granian --interface wsgi tests.bench.bare_django:application``.
"""

import os
import secrets
from urllib.parse import urlsplit

from django.conf import settings

_database = urlsplit(os.environ["CONVIVE_DATABASE_URL"])
settings.configure(
    ALLOWED_HOSTS=["127.0.0.1"],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "HOST": _database.hostname,
            "PORT": _database.port,
            "USER": _database.username,
            "NAME": _database.path.removeprefix("/"),
            "CONN_MAX_AGE": 60,
        }
    },
    INSTALLED_APPS=[
        "django.contrib.contenttypes",
        "django.contrib.auth",
        "django.contrib.sessions",
    ],
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
    ROOT_URLCONF=__name__,
    SECRET_KEY=secrets.token_hex(32),
    USE_TZ=True,
)

from django.core.wsgi import get_wsgi_application  # noqa: E402  # reads the settings above

application = get_wsgi_application()

from django.http import HttpRequest, HttpResponse  # noqa: E402  # needs the settings above
from django.urls import path  # noqa: E402


def hello(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("hello")


urlpatterns = [path("hello", hello)]

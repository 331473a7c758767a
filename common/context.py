"""What every template may know of the site."""

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, object]:
    """Return the mode (a demo says so on every page) and the languages with their own names."""
    return {
        "demo": settings.DEMO,
        "base_url": settings.BASE_URL,
        "languages": [("fr", "Français"), ("en", "English")],
        "path_without_query": request.path,
    }

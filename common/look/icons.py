"""Icons from the one sprite (Lucide, ISC): a name in, an SVG out."""

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

SPRITE = "icons/sprite.svg"


def icon_href(name: str) -> str:
    """Address of one symbol, fit for ``<use href>``; the sprite's file name carries its content hash in production."""
    return f"{static(SPRITE)}#i-{name}"


def icon(name: str, *, label: str = "", css: str = "") -> SafeString:
    """One icon the height of the text. Silent to screen readers unless ``label`` says what it means."""
    classes = f"icon {css}".strip()
    if label:
        return format_html(
            '<svg class="{}" viewBox="0 0 24 24" role="img" aria-label="{}" focusable="false"><use href="{}"/></svg>',
            classes,
            label,
            icon_href(name),
        )
    return format_html(
        '<svg class="{}" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><use href="{}"/></svg>',
        classes,
        icon_href(name),
    )

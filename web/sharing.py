"""Links with which somebody passes an address on: no script, no network told before they press."""

from urllib.parse import quote, urlencode


def share_links(*, url: str, title: str, text: str) -> dict[str, str]:
    """What ``components/share.html`` needs, and an address each for WhatsApp, SMS, mail, Facebook."""
    both = quote(f"{text} {url}")
    return {
        "url": url,
        "title": title,
        "text": text,
        "whatsapp": f"https://wa.me/?text={both}",
        "sms": f"sms:?&body={both}",
        "mail": f"mailto:?subject={quote(title)}&body={both}",
        "facebook": f"https://www.facebook.com/sharer/sharer.php?{urlencode({'u': url})}",
    }

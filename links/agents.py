"""Who fetched a link: a person, a program that draws a preview, or a robot.

Messengers fetch a link the moment it is sent, mail scanners before it is read. Neither is a visit.
What a program says of itself is all there is to go by, so this tells friends from robots that are
honest about it; nothing that matters may rest on a GET alone.
"""

import re
from collections.abc import Mapping

from links.models import Agent

# Each as it stands in the User-Agent, in the makers' own documentation.
PREVIEWS = re.compile(
    r"facebookexternalhit|facebot|meta-externalfetcher|whatsapp|telegrambot|twitterbot|slackbot"
    r"|slack-imgproxy|discordbot|linkedinbot|pinterest(bot|/0)|redditbot|skypeuripreview|viber"
    r"|vkshare|line-poker|kakaotalk-scrap|bitlybot|iframely|embedly|mastodon/|pleroma|misskey"
    r"|signal-?preview|snapchat.*preview|snap url preview|google-?messages|googlemessages"
    r"|microsoftpreview|ms-?office.*preview|teams.*preview|imessagebot|w3c_validator|opengraph"
    r"|bluesky cardyb|cardyb|zoombot|flipboardproxy|outbrain|nuzzel",
    re.IGNORECASE,
)
# iMessage calls itself a Mac's Safari that is Facebook's and Twitter's fetcher as well; the names
# above already find it. Apple's crawler is a robot.
BOTS = re.compile(
    r"(?<!cu)bot\b|crawl|spider|slurp|scan|preview|fetch|monitor|uptime|pingdom|statuscake|archive"
    r"|headless|phantomjs|puppeteer|playwright|selenium|lighthouse|python-|python/|aiohttp|httpx"
    r"|curl/|wget/|libwww|okhttp|go-http-client|java/|apache-httpclient|axios|node-fetch|undici"
    r"|ruby|perl|php/|guzzle|postman|insomnia|barracuda|mimecast|proofpoint|safelinks|symantec"
    r"|trendmicro|fortiguard|zscaler|urldefense|bitdefender|virustotal|ms-?exchange|outlook-safe"
    r"|google-?read-?aloud|googleimageproxy|yahoomailproxy|feedly|feedfetcher|validator",
    re.IGNORECASE,
)
BROWSER = re.compile(r"mozilla/|opera/|dalvik/", re.IGNORECASE)


def classify(*, user_agent: str, method: str = "GET", headers: Mapping[str, str]) -> Agent:
    """Return who came. ``headers`` are those of the request, looked up without regard to case.

    A browser that loads a page ahead of its reader says so (``Sec-Purpose: prefetch``, older
    ``Purpose`` and ``X-Moz``): that is a preview, the visit may never come.
    """
    lower = {name.lower(): value.lower() for name, value in headers.items()}
    if PREVIEWS.search(user_agent):
        return Agent.PREVIEW
    if any(
        word in lower.get(name, "")
        for name in ("sec-purpose", "purpose", "x-purpose", "x-moz")
        for word in ("prefetch", "preview", "prerender")
    ):
        return Agent.PREVIEW
    if method != "GET" or not BROWSER.match(user_agent) or BOTS.search(user_agent):
        return Agent.BOT
    return Agent.HUMAN

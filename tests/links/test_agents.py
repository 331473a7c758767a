"""Who fetched a link."""

import pytest

from links import agents
from links.models import Agent

IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.5 Mobile/15E148 Safari/604.1"
)
CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/142.0.0.0 Safari/537.36"
)
INSTAGRAM = (
    IPHONE.replace(" Safari/604.1", "") + " Instagram 401.0.0.30.91 (iPhone14,5; iOS 18_5; fr_FR)"
)
FACEBOOK_APP = IPHONE.replace(" Safari/604.1", "") + " [FBAN/FBIOS;FBAV/530.0.0;FBDV/iPhone14,5]"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"
SAMSUNG = (
    "Mozilla/5.0 (Linux; Android 14; SM-S921B) AppleWebKit/537.36 (KHTML, like Gecko) "
    "SamsungBrowser/27.0 Chrome/125.0.0.0 Mobile Safari/537.36"
)
CUBOT_PHONE = (
    "Mozilla/5.0 (Linux; Android 13; CUBOT X50) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/142.0.0.0 Mobile Safari/537.36"
)
PINTEREST = IPHONE.replace(" Safari/604.1", "") + " [Pinterest/iOS]"
APPLEBOT = (
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/17.4 Safari/605.1.15 (Applebot/0.1; +http://www.apple.com/go/applebot)"
)
IMESSAGE = (
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_11_1) AppleWebKit/601.2.4 (KHTML, like Gecko) "
    "Version/9.0.1 Safari/601.2.4 facebookexternalhit/1.1 Facebot Twitterbot/1.0"
)


@pytest.mark.parametrize(
    "user_agent",
    [IPHONE, CHROME, INSTAGRAM, FACEBOOK_APP, FIREFOX, SAMSUNG, PINTEREST, CUBOT_PHONE],
)
def test_classify_sees_a_person_in_a_browser(user_agent):
    assert agents.classify(user_agent=user_agent, headers={"Accept": "text/html"}) == Agent.HUMAN


@pytest.mark.parametrize(
    "user_agent",
    [
        "WhatsApp/2.25.20.80 A",
        "WhatsApp/2.2587.9 W",
        "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
        "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
        "TelegramBot (like TwitterBot)",
        "Twitterbot/1.0",
        "LinkedInBot/1.0 (compatible; Mozilla/5.0; Jakarta Commons-HttpClient/3.1)",
        "Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)",
        "Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5",
        "Pinterest/0.2 (+https://www.pinterest.com/bot.html)",
        IMESSAGE,
    ],
)
def test_classify_sees_a_link_preview(user_agent):
    assert agents.classify(user_agent=user_agent, headers={}) == Agent.PREVIEW


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Purpose": "prefetch;prerender"},
        {"sec-purpose": "prefetch"},
        {"Purpose": "prefetch"},
        {"X-Purpose": "preview"},
        {"X-Moz": "prefetch"},
    ],
)
def test_classify_sees_a_page_loaded_ahead_of_its_reader(headers):
    assert agents.classify(user_agent=CHROME, headers=headers) == Agent.PREVIEW


@pytest.mark.parametrize(
    "user_agent",
    [
        "",
        "curl/8.9.1",
        "python-requests/2.34.0",
        "Go-http-client/2.0",
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
        APPLEBOT,
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/142.0.0.0 Safari/537.36",
        "Mozilla/5.0 (compatible; Barracuda Sentinel (EE))",
        "Mozilla/5.0 (compatible; MimecastURLScanner)",
        "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)",
    ],
)
def test_classify_sees_a_robot(user_agent):
    assert agents.classify(user_agent=user_agent, headers={}) == Agent.BOT


def test_classify_never_takes_a_head_request_for_a_person():
    assert agents.classify(user_agent=CHROME, method="HEAD", headers={}) == Agent.BOT

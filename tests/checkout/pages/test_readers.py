"""“The customer opened the link” is said of people, and of all of them."""

import pytest

from checkout.pages.readers import is_program
from tests.support import plain
from tests.support.shop import ShopDevice, eventually

PHONE = (
    "Mozilla/5.0 (Linux; Android 13; SM-A135F) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120 Mobile Safari/537.36"
)
_LIKE_A_BROWSER = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) {} Safari/537.36"
PROGRAMS = [
    "", " ", "-", "Viber", "Viber/20.1", "imo", "WhatsApp/2.23.20.0", "WhatsApp/2.2587.9 W", "facebookexternalhit/1.1",
    "meta-externalfetcher/1.1", "meta-externalagent/1.1 (+https://developers.facebook.com/docs/sharing/webmasters/crawler)",
    "facebookcatalog/1.0", "TelegramBot (like TwitterBot)", "Twitterbot/1.0", "Discordbot/2.0", "Signal-Android/6.40",
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)", "LinkedInBot/1.0", "Snapchat", "Zalo", "Google-PageRenderer",
    "Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5", "kakaotalk-scrap/1.0", "Embedly/0.2", "Iframely/1.3.1",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "Mozilla/5.0 (compatible; bingbot/2.0)",
    f"{PHONE} (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "Mozilla/5.0 (compatible; Yahoo! Slurp)",
    "Mozilla/5.0 (compatible; GPTBot/1.2; +https://openai.com/gptbot)", "ChatGPT-User/1.0", "ClaudeBot/1.0", "Bytespider",
    "Mozilla/5.0+(compatible; UptimeRobot/2.0; http://www.uptimerobot.com/)", "Pingdom.com_bot_version_1.4", "kube-probe/1.27",
    "Blackbox Exporter/0.24.0", "Prometheus/2.45", "ELB-HealthChecker/2.0", "curl/8.5.0", "Wget/1.21.4", "okhttp/4.12.0",
    "python-requests/2.31.0", "python-httpx/0.27", "Python/3.11 aiohttp/3.9", "Go-http-client/2.0", "axios/1.6", "undici",
    "Java/17.0.1", "Apache-HttpClient/4.5", "Dart/3.2 (dart:io)", "Ruby", "GuzzleHttp/7", "PostmanRuntime/7.36", "libwww-perl/6",
    "CFNetwork/1410.1 Darwin/22.6.0", "Dalvik/2.1.0 (Linux; U; Android 13; SM-A135F)", "Microsoft Office/16.0", "HTTPie/3.2",
    _LIKE_A_BROWSER.format("HeadlessChrome/120"), _LIKE_A_BROWSER.format("Chrome/109 Chrome-Lighthouse"), "PHP/8.3",
    _LIKE_A_BROWSER.format("Chrome/56 Google (+https://developers.google.com/+/web/snippet/)"), "Windows-RSS-Platform/2.0",
    "Mozilla/5.0 (Windows NT; Windows NT 10.0; en-US) WindowsPowerShell/5.1", "Mozilla/5.0 (compatible)", "Mozilla/5.0",
    "Mozilla/5.0 (compatible;)", "Mozilla/4.0 (compatible)", "mozilla/5.0 (compatible) Chrome/120", "Mozilla/5.0 ()",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64)", "Mozilla/5.0 (Linux; Android 10; K)", "BitdefenderSafeBrowsing",
    _LIKE_A_BROWSER.format("Chrome/120 BitdefenderSafeBrowsing/1.0"), _LIKE_A_BROWSER.format("SafeLinks"), "SafeLinks/1.0",
    "Mozilla/5.0 (Windows NT 10.0; Microsoft Safe Links) AppleWebKit/537.36", _LIKE_A_BROWSER.format("Google-SafeBrowsing"),
    _LIKE_A_BROWSER.format("Chrome/90 BarracudaSentinel"), _LIKE_A_BROWSER.format("Proofpoint URL Defense"),
    _LIKE_A_BROWSER.format("Chrome/99 Mimecast"), _LIKE_A_BROWSER.format("FortiGuard"), _LIKE_A_BROWSER.format("PhishTank"),
]  # fmt: skip
_IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 16_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
PEOPLE = [
    PHONE, PHONE.replace("SM-A135F", "CUBOT X19"), PHONE.replace("SM-A135F", "CUBOT_NOTE_7 Build/QP1A"),
    PHONE.replace("SM-A135F", "CUBOT"), PHONE.replace("SM-A135F", "M bot 60"), PHONE.replace("SM-A135F", "M bot 60 Build/O11; wv"),
    "Mozilla/5.0 (Linux; U; Android 8.1.0; en-us; M bot 60 Build/O11019) AppleWebKit/537.36 Version/4.0 Mobile Safari/537.36",
    PHONE.replace("SM-A135F", "moto g power (2022)"), f"{PHONE} [FB_IAB/FB4A;FBAV/440.0.0.30;]", f"{PHONE} Line/13.0", f"{PHONE} Telegram-Android/10.1",
    f"{_IPHONE} Mobile/15E148 Instagram 300.0 (iPhone12,1; iOS 16_0; en_US)", f"{_IPHONE} Version/16.0 Mobile/15E148 Safari/604.1",
    f"{_IPHONE} Mobile/15E148 [FBAN/FBIOS;FBAV/440;FBDV/iPhone12,1]", f"{_IPHONE} Mobile/15E148 Twitter for iPhone/9.0",
    f"{_IPHONE} GSA/300.0 Mobile/15E148 Safari/604.1",
    "UCWEB/2.0 (MIDP-2.0; U; Adr 4.4.2; en-US; X) U2/1.0.0 UCBrowser/10.7 Mobile", "Nokia206/2.0 (04.51) Profile/MIDP-2.1",
    "Opera/9.80 (Android; Opera Mini/36.2/191; U; en) Presto/2.12 Version/12.16", "SAMSUNG-GT-C3312/1.0 Dolfin/2.0",
    "Mozilla/5.0 (Mobile; Nokia 8110 4G; rv:48.0) Gecko/48.0 Firefox/48.0 KAIOS/2.5", f"{PHONE} UCBrowser/13.4 itel A25",
    "Mozilla/5.0 (Android 9; Mobile; rv:109.0) Gecko/118.0 Firefox/118.0", "Mozilla/5.0 (Linux; Android 13) Chrome/120 Mobile",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120 Safari/537.36 Edg/120",
    "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:109.0) Gecko/20100101 Firefox/119.0",
    "Mozilla/5.0 (compatible; MSIE 10.0; Windows NT 6.2; Trident/6.0)", "Mozilla/4.0 (compatible; MSIE 6.0; Windows NT 5.1)",
    f"{PHONE} Avast/120", "Mozilla/5.0 (Windows NT 6.3; Trident/7.0; rv:11.0) like Gecko",
]  # fmt: skip


@pytest.mark.parametrize("said", PROGRAMS)
def test_a_program_is_no_reader(said: str) -> None:
    assert is_program(said)


@pytest.mark.parametrize("said", PEOPLE)
def test_a_phone_or_a_desktop_is_one(said: str) -> None:
    assert not is_program(said)


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("Sec-Purpose", "prefetch"),
        ("Sec-Purpose", "prefetch;prerender"),
        ("Sec-Purpose", "prefetch;anonymous-client-ip"),
        ("Purpose", "prefetch"),
        ("X-Purpose", "preview"),
        ("X-Moz", "prefetch"),
    ],
)
def test_what_a_browser_fetches_ahead_was_opened_by_nobody(shop: ShopDevice, header: str, value: str) -> None:
    ahead, other = shop.new_link(500_00), shop.new_link(600_00)
    assert plain.get(ahead["url"], headers={"User-Agent": PHONE, header: value}).status_code == 200
    # When one that was opened later is counted, the earlier one would be.
    assert plain.get(other["url"], headers={"User-Agent": PHONE}).status_code == 200
    assert eventually(lambda: shop.get(f"/v1/links/{other['id']}")["opens_count"]) == 1
    assert shop.get(f"/v1/links/{ahead['id']}")["opens_count"] == 0
    # The person who does open it counts.
    assert plain.get(ahead["url"], headers={"User-Agent": PHONE}).status_code == 200
    assert eventually(lambda: shop.get(f"/v1/links/{ahead['id']}")["opens_count"]) == 1


def test_programs_count_for_nothing_and_phones_with_bot_in_their_name_do(shop: ShopDevice) -> None:
    link = shop.new_link(500_00)
    for said in PROGRAMS:
        plain.get(link["url"], headers={"User-Agent": said.strip()})
    assert shop.get(f"/v1/links/{link['id']}")["opens_count"] == 0
    plain.get(link["url"], headers={"User-Agent": PHONE.replace("SM-A135F", "CUBOT X19")})
    assert eventually(lambda: shop.get(f"/v1/links/{link['id']}")["opens_count"]) == 1


@pytest.mark.parametrize(("said", "status"), [("Viber/20.1", 200), ("imo", 200), ("curl/8.5.0", 410), (PHONE, 410)])
def test_a_closed_link_is_shown_to_messengers_as_a_page_and_to_others_as_gone(
    shop: ShopDevice, said: str, status: int
) -> None:
    link = shop.new_link(500_00)
    shop.http.post(f"/v1/links/{link['id']}/cancel")
    assert plain.get(link["url"], headers={"User-Agent": said}).status_code == status

"""A third language is a folder with two files, its facts and its sentences; a toy one is added here."""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final, cast

import pytest

from app.device.speech import chime_alone, spoken
from app.shell import AppConfig
from app.web import create_web_app
from app.words import WORDS as APP_WORDS
from checkout.words import WORDS
from language import (
    DEFAULT,
    LANGUAGES,
    Language,
    date_and_time,
    day_month,
    in_words,
    method_name,
    next_language,
    read_language,
    taka_in_words,
    wait_phrase,
    within_phrase,
)
from language.facts import read_facts
from money import Money, format_taka
from tests.support import plain
from tests.support.payer import Payer
from tests.support.servers import serving
from tests.support.shop import ShopDevice

ROOT: Final = Path(__file__).parents[2]
ROOMS: Final = ("aday", "app", "checkout", "codes", "emvqr", "language", "money", "tools")
# Who names a language, and why that is no test of which one it is.
NAMED: Final = {
    "aday/doctor_network.py": "a text to try the provider with, and a letter in both",
    "aday/operator_money.py": "the operator's command speaks English",
    "aday/operator_shops.py": "the operator's command speaks English",
    "app/views/parts/keypad.py": "what is typed stands in Latin digits until it is drawn",
    "language/facts.py": "the usual one, and what the type checker takes",
    "tools/sounds.py": "the voices that there are",
}
TOY: Final = {
    "own_name": "Toy",
    "country": "BD",
    "direction": "rtl",
    "digits": "abcdefghij",
    "grouping": [4],
    "plural": "zero_one_other",
    "months": [f"M{letter}" for letter in "abcdefghijkl"],
    "near_days": ["ago", "now", "soon"],
    "day_parts": [[12, "late"], [0, "early"]],
    "clock": "{time}/{part}",
    "hour": "{time}/{part}",
    "within": "in {term}",
    "seconds": ["sec", "secs"],
    "minutes": ["min", "mins"],
    "hours_within": ["h", "hs"],
    "days_within": ["d", "ds"],
    "methods": {"bkash": "BK"},
}
TOY_SENTENCES: Final = {
    part: {key: f"toy {said['en']}" for key, said in words.items()}
    for part, words in (("app", APP_WORDS), ("checkout", WORDS))
}
# What a program says that was started where the two files are.
PROGRAM: Final = """
import json
from pathlib import Path
from app.words import say as say_in_app
from checkout.main import create_app
from checkout.words import say
from language import LANGUAGES, next_language, read_language
from money import Money, format_taka
from tests.support.servers import settings_for

toy = read_language("xx-YY")
document = create_app(settings_for("https://pay.example", "http://127.0.0.1:9", Path("none.db"))).openapi()
print(json.dumps({
    "known": list(LANGUAGES),
    "switch": [next_language(one) for one in LANGUAGES],
    "sum": format_taka(Money(1_234_567_50), toy),
    "app": say_in_app(toy, "act.share"),
    "checkout": say(toy, "sms.code", code="f"),
    "told by the API": document["components"]["schemas"]["MerchantShape"]["properties"]["language"]["enum"],
}))
"""


@pytest.fixture
def toy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Language:
    language = cast(Language, "xx")
    file = tmp_path / "facts.json"
    file.write_text(json.dumps(TOY), encoding="utf-8")
    monkeypatch.setitem(LANGUAGES, language, read_facts(file))
    return language


def test_it_is_there_by_its_two_files_alone(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "language", tmp_path / "language", ignore=shutil.ignore_patterns("__pycache__"))
    folder = tmp_path / "language" / "xx"
    folder.mkdir()
    (folder / "facts.json").write_text(json.dumps(TOY), encoding="utf-8")
    (folder / "sentences.json").write_text(json.dumps(TOY_SENTENCES), encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env={**os.environ, "PYTHONPATH": os.pathsep.join((str(tmp_path), str(ROOT)))},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    known = [*LANGUAGES, "xx"]
    assert json.loads(ran.stdout) == {
        "known": known,
        "switch": [*known[1:], known[0]],
        "sum": "৳bcd,efgh.fa",
        "app": "toy Share",
        "checkout": f"toy {WORDS['sms.code']['en'].format(code='f')}",
        "told by the API": known,
    }


def test_its_facts_write_sums_days_terms_and_names(toy: Language) -> None:
    moment = datetime(2026, 11, 12, 4, 42, tzinfo=UTC)
    assert format_taka(Money(1_234_567_50), toy) == "৳bcd,efgh.fa"
    assert day_month(date(2026, 11, 12), toy, year=True) == "bc Mk cacg"
    assert date_and_time(moment, toy) == "bc Mk cacg, ba:ec/early"
    assert (wait_phrase(65, toy), within_phrase(72, toy)) == ("b min f secs", "in d ds")
    assert method_name("bKash", toy) == "BK"
    before = list(LANGUAGES)[-2]
    assert (read_language("xx-YY"), next_language(before), next_language(toy)) == (toy, toy, DEFAULT)


def test_where_it_has_no_words_for_numbers_nothing_is_said_in_them(toy: Language) -> None:
    assert (in_words(25, toy), taka_in_words(25_00, toy)) == ("cf", "")
    assert spoken(Money(25_00), toy) == chime_alone()


def test_a_payer_is_shown_it_in_its_direction_and_can_change_it(
    toy: Language, shop: ShopDevice, payer: Payer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for words in WORDS.values():
        monkeypatch.setitem(words, toy, f"toy {words['en']}")
    page = payer.http.get(f"{shop.store_url}?lang=xx").text
    assert '<html lang="xx" dir="rtl">' in page
    assert "toy Paying to" in page
    assert 'lang="bn">বাংলা</a>' in page


def test_the_page_before_the_app_is_there_speaks_it(
    toy: Language, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = ("app.name", "app.tagline", "act.retry", "in.country", "first.opening", "first.slow", "first.lost")
    away = ("away.title", "away.told", "away.last")
    for key in (*keys, *away, "push.unsure", "push.look", "push.word", "push.test", "push.tested"):
        monkeypatch.setitem(APP_WORDS[key], toy, f"toy {key}")
    with serving(create_web_app(AppConfig("http://127.0.0.1:9", tmp_path))) as web:
        page = plain.get(web.url).text
        assert '"xx": {"direction": "rtl", "unsure": "toy push.unsure"' in plain.get(f"{web.url}/notices.js").text
    assert '<span class="xx" lang="xx" dir="rtl">toy first.opening</span>' in page
    assert ":root:not([data-language='xx']) .xx { display: none" in page
    (told,) = re.findall(r"^var aday = (.*);$", page, re.MULTILINE)
    assert json.loads(told)["languages"][toy] == {"direction": "rtl", "lost": "toy first.lost"}


def test_no_script_or_style_of_the_pages_names_a_language() -> None:
    written = [path for kind in ("html", "js", "css", "json") for path in (ROOT / "assets").rglob(f"*.{kind}")]
    assert len(written) > 5
    names = "|".join(LANGUAGES)
    assert [path.name for path in written if re.search(f"""["'.](?:{names})["' ]""", path.read_text("utf-8"))] == []


def test_nobody_asks_which_language_it_is() -> None:
    asking = set()
    for path in (one for room in ROOMS for one in (ROOT / room).rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if any(isinstance(one, ast.Constant) and one.value in ("bn", "en") for one in ast.walk(tree)):
            asking.add(path.relative_to(ROOT).as_posix())
    assert asking == set(NAMED)

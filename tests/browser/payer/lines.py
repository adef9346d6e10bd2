"""How the words of a page fall into lines."""

from playwright.sync_api import Page

_DOTS = """() => {
    const found = [], letters = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    let before = null;
    while (letters.nextNode()) {
        const text = letters.currentNode;
        for (let place = 0; place < text.length; place += 1) {
            if (!text.data[place].trim()) continue;
            const range = document.createRange();
            range.setStart(text, place);
            range.setEnd(text, place + 1);
            const here = range.getBoundingClientRect();
            if (!here.width) continue;
            if (text.data[place] === '·' && before && here.top >= before.bottom) found.push(text.data.trim());
            before = here;
        }
    }
    return found;
}"""


def lines_that_begin_with_a_dot(page: Page) -> list[str]:
    """The texts whose `·` stands at the beginning of a line, where it parts nothing."""
    found: list[str] = page.evaluate(_DOTS)
    return found

"""A payer at the keyboard of a browser."""

from playwright.sync_api import Page


def pay(payer: Page, url: str, method: str, amount: str = "") -> None:
    """Fill in the form and pay on the gateway's page, with mouse and keyboard."""
    payer.goto(url)
    if amount:
        payer.locator("#amount").fill(amount)
    payer.locator("#name").fill("নুসরাত জাহান")
    payer.locator("#phone").fill("01700 000 456")
    payer.locator("button.btn").click()
    payer.locator(f"a[href*='cardname={method}']").click()
    typed = {"number": "01712345678", "code": "123456", "pin": "12345"}
    if method == "visacard":
        typed = {"number": "4111111111111111", "expiry": "12/30", "code": "111"}
    for name, value in typed.items():
        payer.locator(f"input[name={name}]").fill(value)
    payer.locator("form button").first.click()
    payer.wait_for_url("**/p/*")

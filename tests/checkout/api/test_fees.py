"""What a shop is told that payments would cost it."""

from pathlib import Path

from checkout.setting_types import FeeRate, SchemeTerms
from tests.support.servers import world
from tests.support.shop import ShopDevice, open_shop


def test_what_nobody_has_set_down_of_bangla_qr_is_not_told(shop: ShopDevice) -> None:
    assert shop.get("/v1/fees", amount=50_000)["bangla_qr"] is None


def test_what_the_operator_knows_of_bangla_qr_is_told_with_its_day_and_source(tmp_path: Path) -> None:
    terms = SchemeTerms(
        fee=FeeRate(basis_points=70), month_most_poisha=10_00_000_00, as_of="2026-07-01", source="a circular"
    )
    with world(tmp_path, bangla_qr_terms=terms) as running:
        shop = open_shop(running.db, running.url)
        assert shop.get("/v1/fees", amount=50_000)["bangla_qr"] == {
            "fee": 350,
            "net": 49_650,
            "payment_most": None,
            "day_most": None,
            "month_most": 10_00_000_00,
            "as_of": "2026-07-01",
            "source": "a circular",
        }

"""What a device knows of the money at its shop's own account."""

from pathlib import Path

from app.model.history import Chosen
from app.services.history import lines, with_own_account
from app.services.local_store import LocalStore
from tests.support.resources import SHOP, direct, link, payment


def test_what_belongs_to_no_link_waits_until_it_is_assigned(tmp_path: Path) -> None:
    store = LocalStore(tmp_path / "shop.db")
    listed = [direct(1), direct(2), direct(3, kind="seen", trx_id="", link_id="pl_0001")]
    store.replace_all(SHOP, [link(1)], [payment(1, at_own_account=True)], [], 3, {"direct": listed})
    assert [one.id for one in store.came_in()] == ["dp_2", "dp_1"]
    assert [one.id for one in store.seen("pl_0001")] == ["dp_3"]
    store.apply(4, "direct.assigned", direct(1, link_id="pl_0001", payment_id="pay_1"))
    assert [one.id for one in store.came_in()] == ["dp_2"]
    assert [one.id for one in store.direct_payments()] == ["dp_3", "dp_2", "dp_1"]
    found = with_own_account(store, lines(store, Chosen(), 9)[0], 9)
    assert [(line.payment and line.payment.id, line.balance_after) for line in found] == [("pay_1", None)]
    store.apply(5, "direct.updated", direct(2, kind="page"))
    assert store.came_in() == []
    store.close()


def test_nothing_of_it_outlives_another_beginning(tmp_path: Path) -> None:
    store = LocalStore(tmp_path / "shop.db")
    store.replace_all(SHOP, [], [], [], 1, {"direct": [direct(1)]})
    store.replace_all(SHOP, [], [], [], 2)
    assert store.direct_payments() == []
    store.close()

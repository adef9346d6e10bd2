"""Who is woken when something was logged for a shop."""

from checkout.core.merchant import MerchantId
from checkout.events.hub import Hub

KARIM, RAHIM = MerchantId("mer_karim"), MerchantId("mer_rahim")


def test_a_nudge_wakes_every_reader_of_that_shop_and_no_other() -> None:
    hub = Hub()
    with hub.listen(KARIM) as phone, hub.listen(KARIM) as counter, hub.listen(RAHIM) as other:
        hub.nudge({KARIM})
        assert [phone.is_set(), counter.is_set(), other.is_set()] == [True, True, False]
        hub.nudge_all()
        assert other.is_set()


def test_who_left_is_counted_and_woken_no_more_and_the_others_of_the_shop_are() -> None:
    hub = Hub()
    with hub.listen(KARIM) as counter:
        with hub.listen(KARIM) as phone:
            assert hub.listeners_count == 2
        hub.nudge({KARIM})
        assert (hub.listeners_count, phone.is_set(), counter.is_set()) == (1, False, True)
    assert hub.listeners_count == 0
    hub.nudge({KARIM})

"""How many lines a device, a shop and a worker hold open at once."""

from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkout.core.merchant import MerchantId
from checkout.errors import Busy, TooManyStreams
from checkout.events import seats
from checkout.events.seats import Seats

OF_A_DEVICE: Final = 2
OF_A_SHOP: Final = 3
OF_A_WORKER: Final = 4
Device = tuple[str, MerchantId]
DEVICES: Final[list[Device]] = [
    (f"{shop} {name}", MerchantId(shop)) for shop in ("karim", "rahim", "salma") for name in ("phone", "counter")
]


@given(st.lists(st.sampled_from(DEVICES) | st.integers(0, OF_A_WORKER - 1), max_size=60))
def test_whoever_comes_and_goes_a_place_is_had_exactly_while_device_shop_and_worker_have_one(
    steps: list[Device | int],
) -> None:
    with pytest.MonkeyPatch.context() as fewer:
        fewer.setattr(seats, "OF_A_DEVICE", OF_A_DEVICE)
        fewer.setattr(seats, "OF_A_SHOP", OF_A_SHOP)
        places = Seats(OF_A_WORKER)
        taken: list[Device] = []
        for step in steps:
            if isinstance(step, int):
                if step < len(taken):
                    places.leave(*taken.pop(step))
                continue
            device, shop = step
            of_device = len([name for name, _ in taken if name == device])
            of_shop = len([name for _, name in taken if name == shop])
            if of_device == OF_A_DEVICE or of_shop == OF_A_SHOP:
                with pytest.raises(TooManyStreams):
                    places.take(device, shop)
            elif len(taken) == OF_A_WORKER:
                with pytest.raises(Busy):
                    places.take(device, shop)
            else:
                places.take(device, shop)
                taken.append(step)


def test_a_place_is_free_again_however_it_was_left() -> None:
    places = Seats(of_a_worker=1)
    with pytest.raises(ZeroDivisionError), places.seat("phone", MerchantId("karim")):
        raise ZeroDivisionError
    with places.seat("phone", MerchantId("karim")), pytest.raises(Busy) as refused:
        places.take("phone", MerchantId("rahim"))
    assert refused.value.retry_after_seconds > 0

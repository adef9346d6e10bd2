"""Routes: who serves whom, and when the payer has to say."""

from checkout.core.gateway_routing import Routes

ALL = ("sslcommerz", "aamarpay")


def test_where_every_way_leads_to_the_same_gateways_nobody_is_asked() -> None:
    routes = Routes({"bkash": ALL, "nagad": ALL, "wallet": ALL, "card": ALL})
    assert routes.choices == ()
    assert routes.gateways_for(None) == ALL


def test_where_the_ways_part_the_payer_chooses_among_those_that_are_served() -> None:
    routes = Routes({"bkash": ("bkash", *ALL), "nagad": (), "wallet": ALL, "card": ALL})
    assert routes.choices == ("bkash", "wallet", "card")
    assert routes.gateways_for("bkash") == ("bkash", *ALL)


def test_with_one_way_there_is_nothing_to_choose() -> None:
    assert Routes({"bkash": ("bkash",)}).choices == ()

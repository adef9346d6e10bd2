"""The gateways that this installation speaks with, by name."""

from collections.abc import Mapping

import httpx

from checkout.gateways.base import Gateway
from checkout.gateways.sslcommerz.adapter import SslCommerz
from checkout.settings import Settings

Gateways = Mapping[str, Gateway]


def gateways(settings: Settings, client: httpx.AsyncClient) -> Gateways:
    """Every gateway that the settings name, ready to use."""
    known: list[Gateway] = [
        SslCommerz(
            client,
            base_url=settings.sslcommerz_base_url,
            store_id=settings.sslcommerz_store_id,
            store_password=settings.sslcommerz_store_password.get_secret_value(),
            email_fallback=settings.payer_email_fallback,
            timeout_seconds=settings.gateway_timeout_seconds,
        )
    ]
    return {gateway.name: gateway for gateway in known}

"""What an operator sets for SSLCommerz."""

from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from checkout.core.methods import INSTRUMENTS, Instrument
from checkout.gateways.base import Gateway
from checkout.gateways.issued_codes import CodeIssuer
from checkout.gateways.settings import GatewayContext, GatewaySettings
from checkout.setting_types import Credential, HostAddress, SecretCredential

if TYPE_CHECKING:
    from checkout.gateways.sslcommerz.adapter import SslCommerz


class SslCommerzSettings(GatewaySettings):
    """A store at SSLCommerz. The password is the store's, not the panel's."""

    variable_prefix: ClassVar[str] = "ADAY_SSLCOMMERZ_"
    serves: ClassVar[frozenset[Instrument]] = frozenset(INSTRUMENTS)

    base_url: HostAddress = Field(description="The host, sandbox or live")
    store_id: Credential = Field(min_length=1, max_length=30)
    store_password: SecretCredential = Field(min_length=1, max_length=30)

    invoice_refer: Credential = Field(
        "",
        max_length=30,
        description="The number that SSLCommerz's panel shows for invoices. With it each fixed link has a Bangla QR, "
        "which SSLCommerz has to allow for the store",
    )

    def make(self, context: GatewayContext) -> Gateway:
        return self._store(context)

    def make_codes(self, context: GatewayContext) -> CodeIssuer | None:
        if not self.invoice_refer:
            return None
        from checkout.gateways.sslcommerz.invoices import Invoices

        return Invoices(self._store(context), self.invoice_refer)

    def _store(self, context: GatewayContext) -> "SslCommerz":
        from checkout.gateways.sslcommerz.adapter import SslCommerz

        return SslCommerz(
            context.client,
            base_url=self.base_url,
            store_id=self.store_id,
            store_password=self.store_password.get_secret_value(),
            email_fallback=context.email_fallback,
            timeout_seconds=context.timeout_seconds,
        )

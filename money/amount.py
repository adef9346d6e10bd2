"""The one type for a sum of money."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

# Of taka before the point: a thousand times all the money in the world.
_DIGITS_MAX: Final = 18


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """A sum of Bangladeshi taka, counted in whole poisha (100 poisha = 1 taka)."""

    poisha: int

    def __post_init__(self) -> None:
        # bool is an int to Python; neither it nor a float may ever become money.
        if type(self.poisha) is not int:
            raise TypeError(f"poisha must be a whole number, not {self.poisha!r}")

    def __add__(self, other: "Money") -> "Money":
        return Money(self.poisha + other.poisha)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.poisha - other.poisha)

    def __neg__(self) -> "Money":
        return Money(-self.poisha)

    def __bool__(self) -> bool:
        return self.poisha != 0

    def share(self, basis_points: int) -> "Money":
        """This many hundredths of a percent of the sum, rounded half up to a poisha."""
        return Money((self.poisha * basis_points + 5_000) // 10_000)

    @property
    def decimal_text(self) -> str:
        """Taka with a point and two decimals, as gateways write it: `1250.00`."""
        sign = "-" if self.poisha < 0 else ""
        taka, poisha = divmod(abs(self.poisha), 100)
        return f"{sign}{taka}.{poisha:02d}"

    @classmethod
    def of_decimal(cls, taka: Decimal) -> "Money":
        """The sum a decimal number of taka names. Raises ValueError below a poisha, and beyond all sums of money."""
        # `1e999999` is a decimal number too, and arithmetic with it fails or takes for ever.
        if not taka.is_finite() or taka.adjusted() > _DIGITS_MAX:
            raise ValueError("not a whole number of poisha that anybody has")
        poisha = taka * 100
        if poisha != poisha.to_integral_value():
            raise ValueError(f"{taka} taka is not a whole number of poisha")
        return cls(int(poisha))


# SSLCommerz takes 10.00 to 500000.00 taka in one payment (docs/gateways/sslcommerz.md).
PAYMENT_LEAST: Final = Money(10_00)
PAYMENT_MOST: Final = Money(5_00_000_00)

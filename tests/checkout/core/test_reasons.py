"""Why a payment failed, by the names that adapters give."""

import pytest

from checkout.core.reasons import FailureKind, failure_named
from checkout.words import WORDS


@pytest.mark.parametrize("kind", FailureKind)
def test_every_kind_is_known_by_its_name_and_has_a_sentence_for_payers(kind: FailureKind) -> None:
    assert failure_named(str(kind)) is kind
    assert f"co.fail.reason.{kind}" in WORDS


@pytest.mark.parametrize("name", ["", "unheard of", "DECLINED"])
def test_a_reason_that_nobody_can_word_is_a_plain_refusal(name: str) -> None:
    assert failure_named(name) is FailureKind.DECLINED

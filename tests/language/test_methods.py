"""The ways to pay, by the names that people read."""

from checkout.core.methods import METHODS
from language import all_names, method_name


def test_every_method_has_a_bangla_name_and_keeps_its_own_in_english() -> None:
    assert [method_name(method, "en") for method in METHODS] == list(METHODS)
    in_bangla = [method_name(method, "bn") for method in METHODS]
    assert in_bangla == ["ভিসা", "মাস্টারকার্ড", "অ্যামেক্স", "বিকাশ", "নগদ", "রকেট"]


def test_a_method_that_we_do_not_know_stays_as_its_company_calls_it() -> None:
    assert method_name("EBL Skypay", "bn") == "EBL Skypay"
    assert method_name("", "bn") == ""


def test_a_method_is_looked_for_by_either_name() -> None:
    assert all_names("bKash") == "bKash বিকাশ"
    assert all_names("EBL Skypay") == "EBL Skypay"

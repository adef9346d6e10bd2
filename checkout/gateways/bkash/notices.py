"""bKash's notices, which Amazon's SNS delivers. No input or output. Source: docs/gateways/bkash.md.

They are read here as hints; whether one is SNS's own, `sns_receiver.py` finds out before anything is done about it.
"""

from checkout.gateways.base import ForgedNotice, Notice
from checkout.gateways.bkash.reading import fields_of
from checkout.gateways.wire import NotJson, read_json


def read_notice(body: bytes, topic_arn: str) -> Notice:
    """The payment that a notice of our topic names. Raises ForgedNotice.

    Money that came in otherwise, such as by a QR at the counter, names no payment of ours: it is filed as nobody's.
    """
    told = _of_our_topic(body, topic_arn)
    if told.get("Type") in ("SubscriptionConfirmation", "UnsubscribeConfirmation"):
        return Notice("", "", "other")
    message = fields_of(_message(told.get("Message"))) if told.get("Type") == "Notification" else {}
    if not message:
        raise ForgedNotice("a notice without a message")
    tran_id = str(message.get("merchantinvoicenumber") or "")
    # Its own number where it has none of ours, so that one such notice is not taken for another.
    return Notice(tran_id, "", "other", session_ref="" if tran_id else str(message.get("trxid") or ""))


def _of_our_topic(body: bytes, topic_arn: str) -> dict[str, object]:
    if not topic_arn:
        raise ForgedNotice("bKash's notices are not set up")
    try:
        told = read_json(body)
    except NotJson:
        raise ForgedNotice("not JSON") from None
    if not isinstance(told, dict) or told.get("TopicArn") != topic_arn:
        raise ForgedNotice("not of our topic")
    return told


def _message(message: object) -> object:
    """The message is a text of JSON; some printed samples show the object itself."""
    if not isinstance(message, str):
        return message
    try:
        return read_json(message.encode("utf-8", "ignore"))
    except NotJson:
        return None

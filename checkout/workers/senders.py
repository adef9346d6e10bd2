"""What carries our texts and e-mails, by the settings."""

import httpx

from checkout.notify.email import Smtp
from checkout.notify.sms import ConsoleSms, HttpSms, SmsSender
from checkout.settings import Settings


def sms_sender(settings: Settings, client: httpx.AsyncClient) -> SmsSender:
    """The provider that is set, or the terminal."""
    if settings.sms_backend == "console":
        return ConsoleSms()
    return HttpSms(
        client,
        settings.sms_url,
        settings.sms_method,
        settings.sms_format,
        settings.sms_body,
        settings.sms_headers,
        settings.sms_success,
        settings.sms_success_field,
    )


def mail_sender(settings: Settings) -> Smtp | None:
    """The server that is set, if any is."""
    if not settings.smtp_host:
        return None
    password = settings.smtp_password.get_secret_value()
    return Smtp(settings.smtp_host, settings.smtp_port, settings.smtp_user, password, settings.smtp_sender)

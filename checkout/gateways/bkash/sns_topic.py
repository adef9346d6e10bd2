"""The topic of Amazon's SNS that bKash's notices come by, and the only addresses that its messages may lead to.

Source: docs/gateways/bkash.md, "Notices with a signature".
"""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qs, urlsplit

_NAME: Final = re.compile(
    r"arn:(?P<part>aws|aws-cn):sns:(?P<region>[a-z]{2}(?:-[a-z0-9]+)+):[0-9]{12}:[\w-]{1,256}", re.ASCII
)
_LIKE: Final = "must be the name of a topic, like arn:aws:sns:ap-southeast-1:354285753755:bpt_aday"
_CERTIFICATE: Final = re.compile(r"/[0-9A-Za-z_-]{1,100}\.pem")
_QUERY: Final = re.compile("[!-~]{1,2000}")


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic. Nothing outside its own region speaks for it."""

    arn: str
    host: str
    stand_in: str = ""
    """Who speaks for it instead, in a demo or a test."""

    @classmethod
    def of(cls, arn: str, stand_in: str = "") -> "Topic":
        """The topic of this name. Raises ValueError."""
        found = _NAME.fullmatch(arn)
        if found is None:
            raise ValueError(_LIKE)
        ending = "amazonaws.com.cn" if found["part"] == "aws-cn" else "amazonaws.com"
        return cls(arn, f"sns.{found['region']}.{ending}", stand_in)

    def may_certify(self, url: str) -> bool:
        """Whether a certificate there is SNS's. Any other host below amazonaws.com may be a bucket called `sns`."""
        return url.startswith(self._site) and _CERTIFICATE.fullmatch(url.removeprefix(self._site)) is not None

    def may_confirm(self, url: str, token: str) -> bool:
        """Whether opening it subscribes to this topic with this token, and does nothing else."""
        if not url.startswith(f"{self._site}/?") or not _QUERY.fullmatch(url.removeprefix(f"{self._site}/?")):
            return False
        wanted = {"Action": ["ConfirmSubscription"], "TopicArn": [self.arn], "Token": [token]}
        return parse_qs(urlsplit(url).query) == wanted

    @property
    def _site(self) -> str:
        return self.stand_in or f"https://{self.host}"

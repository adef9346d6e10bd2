"""Telling a request that is sent again from another one under the same id."""

import hashlib
import json

from checkout.resources.base import rfc3339


def request_hash(*asked: object) -> str:
    """What was asked, as kept beside the id: equal for the same content, whoever sends it and when."""
    return hashlib.sha256(json.dumps(asked, default=rfc3339).encode()).hexdigest()

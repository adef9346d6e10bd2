"""What a phone asks before it opens our addresses in the shopkeeper's app: which app may have them."""

from typing import Final

from fastapi import APIRouter

from checkout.errors import NotFound
from checkout.http.service import TheService

router = APIRouter(prefix="/.well-known", include_in_schema=False)
# A receipt's proof is what a shopkeeper scans. Android takes no paths: its app sends on what is not its shop's.
_IN_THE_APP: Final = "/v"


@router.get("/assetlinks.json")
async def for_android(service: TheService) -> list[dict[str, object]]:
    """Digital Asset Links, for Android's App Links."""
    package, _, fingerprint = service.settings.android_app.partition("/")
    if not fingerprint:
        raise NotFound("app")
    target = {"namespace": "android_app", "package_name": package, "sha256_cert_fingerprints": [fingerprint]}
    return [{"relation": ["delegate_permission/common.handle_all_urls"], "target": target}]


@router.get("/apple-app-site-association")
async def for_ios(service: TheService) -> dict[str, object]:
    """Apple's Universal Links."""
    if not service.settings.ios_app:
        raise NotFound("app")
    return {"applinks": {"details": [{"appIDs": [service.settings.ios_app], "components": [{"/": _IN_THE_APP}]}]}}

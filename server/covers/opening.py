"""Storage and image model of the settings."""

from __future__ import annotations

from pydantic import SecretStr

from server.settings import NO_IMAGE_MODEL, Settings
from state.gateways import storage
from state.gateways.images import GOOGLE, ImageModel
from state.gateways.storage import S3Access, Storage


def opened_storage(settings: Settings) -> Storage:
    return storage.opened(
        settings.storage,
        S3Access(
            key=_plain(settings.aws_access_key_id),
            secret=_plain(settings.aws_secret_access_key),
            session_token=_plain(settings.aws_session_token),
            region=settings.aws_region,
            endpoint=settings.aws_endpoint_url,
        ),
    )


def image_model(settings: Settings) -> ImageModel | None:
    """None without a key, and where the settings say off."""
    if settings.google_api_key is None or settings.image_model == NO_IMAGE_MODEL:
        return None
    return ImageModel(settings.image_model, settings.google_api_key, settings.gemini_base_url or GOOGLE)


def _plain(secret: SecretStr | None) -> str | None:
    return secret.get_secret_value() if secret else None

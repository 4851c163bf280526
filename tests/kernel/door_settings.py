"""The product's settings with a few addresses that only try the door."""

from tests.settings import *  # noqa: F403

ROOT_URLCONF = "tests.kernel.door_urls"
TRUSTED_PROXIES = ["127.0.0.1"]

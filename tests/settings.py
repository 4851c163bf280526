"""The product's settings, made quick: a weak hasher, no manifest of static files, data in a directory of their own."""

import atexit
import os
import shutil
import tempfile
from importlib.util import find_spec

if "OTKLIK_DATA" not in os.environ:
    os.environ["OTKLIK_DATA"] = tempfile.mkdtemp(prefix="otklik-data-")
    atexit.register(shutil.rmtree, os.environ["OTKLIK_DATA"], ignore_errors=True)
os.environ.setdefault("SITE_URL", "http://testserver")
os.environ.setdefault("OTKLIK_KIT", "1")

from otklik.settings import *  # noqa: F403
from otklik.settings import MIDDLEWARE as THEIR_MIDDLEWARE

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

# Until the packages that own them land.
MIDDLEWARE = [path for path in THEIR_MIDDLEWARE if not path.startswith("otklik.") or find_spec(path.rpartition(".")[0])]
if not find_spec("otklik.people.models"):
    AUTH_USER_MODEL = "auth.User"

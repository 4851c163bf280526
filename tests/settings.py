"""The product's settings, made quick: a weak hasher, no manifest of static files, data in a directory of their own."""

import atexit
import os
import shutil
import tempfile

if "OTKLIK_DATA" not in os.environ:
    os.environ["OTKLIK_DATA"] = tempfile.mkdtemp(prefix="otklik-data-")
    atexit.register(shutil.rmtree, os.environ["OTKLIK_DATA"], ignore_errors=True)
os.environ.setdefault("SITE_URL", "http://testserver")
os.environ.setdefault("OTKLIK_KIT", "1")

from otklik.settings import *  # noqa: F403  the environment comes first

os.umask(0o077)  # as the command line has it

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

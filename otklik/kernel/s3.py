"""Five requests to a server that speaks S3, signed with AWS Signature Version 4 (FILES_URL).

`s3://KEY:SECRET@storage.example.net/bucket/folder?region=eu-central-1` speaks https, `s3+http://…` plain http.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from threading import Event
from typing import BinaryIO
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from otklik.kernel import clock

TIMEOUT = 20.0
"""Seconds of silence after which the server counts as gone."""
PAUSES = (0.1, 0.5)
"""Seconds before a request is sent again; each may safely come twice."""
EMPTY = hashlib.sha256(b"").hexdigest()


class Unreachable(OSError):
    """The server did not answer, or refused; nothing is known of what was asked."""


@dataclass(frozen=True)
class Request:
    """One request, before it is signed; `digest` is the SHA-256 of the body."""

    method: str
    host: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    digest: str = EMPTY
    headers: tuple[tuple[str, str], ...] = ()

    @property
    def target(self) -> str:
        """Path and query as they are sent, which is how they are signed."""
        asked = urlencode(sorted(self.query), quote_via=quote, safe="-_.~")
        return quote(self.path, safe="/-_.~") + (f"?{asked}" if asked else "")


@dataclass(frozen=True)
class Bucket:
    """Where contents lie: a bucket, and a folder in it that ends with a slash or is empty."""

    host: str
    name: str
    key: str
    secret: str
    region: str = "us-east-1"
    folder: str = ""
    is_plain: bool = False

    @classmethod
    def of(cls, url: str) -> Bucket:
        """From FILES_URL. Raises ValueError."""
        parts = urlsplit(url)
        name, _, folder = parts.path.strip("/").partition("/")
        if parts.scheme not in ("s3", "s3+http") or not (parts.hostname and name and parts.username):
            raise ValueError("FILES_URL is s3://KEY:SECRET@host/bucket")
        return cls(
            host=parts.netloc.rpartition("@")[2],
            name=name,
            key=unquote(parts.username),
            secret=unquote(parts.password or ""),
            region=dict(parse_qsl(parts.query)).get("region", "us-east-1"),
            folder=f"{folder}/" if folder else "",
            is_plain=parts.scheme == "s3+http",
        )

    def put(self, name: str, content: BinaryIO, size: int, digest: str) -> None:
        """Keep `size` bytes under `name`; the server refuses them unless they have this hash. Raises Unreachable."""
        with self._answered("PUT", name, digest=digest, content=content, size=size) as answer:
            if answer.status == 404:
                raise Unreachable(f"there is no bucket {self.name}")

    def get(self, name: str, into: BinaryIO) -> None:
        """Write the contents. Raises FileNotFoundError and Unreachable."""
        with self._answered("GET", name) as answer:
            if answer.status == 404:
                raise FileNotFoundError(name)
            length = answer.length
            shutil.copyfileobj(answer, into)
            if length is not None and into.tell() != length:
                raise Unreachable(f"{name} ended too early")

    def has(self, name: str) -> bool:
        """Whether there is something under `name`. Raises Unreachable."""
        with self._answered("HEAD", name) as answer:
            return answer.status == 200

    def remove(self, name: str) -> None:
        """Forget it, if it is there. Raises Unreachable."""
        with self._answered("DELETE", name):
            pass

    def names(self, page: int = 1000) -> Iterator[tuple[str, datetime]]:
        """Every name in the folder, with when it was put. Raises Unreachable."""
        after = ""
        while True:
            query = {"list-type": "2", "prefix": self.folder, "max-keys": str(page), "start-after": after}
            with self._answered("GET", None, query={key: value for key, value in query.items() if value}) as answer:
                if answer.status == 404:
                    raise Unreachable(f"there is no bucket {self.name}")
                text = answer.read().decode()
            found = re.findall(r"<Contents>.*?<Key>(.*?)</Key>.*?<LastModified>(.*?)</LastModified>", text, re.S)
            for key, modified in found:
                yield key.removeprefix(self.folder), datetime.fromisoformat(modified.replace("Z", "+00:00"))
            if "<IsTruncated>true" not in text or not found:
                return
            after = found[-1][0]

    @contextmanager
    def _answered(
        self,
        method: str,
        name: str | None,
        *,
        query: Mapping[str, str] | None = None,
        digest: str = EMPTY,
        content: BinaryIO | None = None,
        size: int = 0,
    ) -> Iterator[HTTPResponse]:
        path = f"/{self.name}" + (f"/{self.folder}{name}" if name is not None else "")
        asked = Request(method, self.host, path, tuple((query or {}).items()), digest)
        line, answer = self._sent(asked, content, size)
        try:
            yield answer
        except HTTPException as error:
            raise Unreachable(f"{type(error).__name__}: {error}") from error
        finally:
            line.close()

    def _sent(self, asked: Request, content: BinaryIO | None, size: int) -> tuple[HTTPConnection, HTTPResponse]:
        for pause in (*PAUSES, None):
            line = (HTTPConnection if self.is_plain else HTTPSConnection)(self.host, timeout=TIMEOUT)
            try:
                if content:
                    content.seek(0)
                length = {"content-length": str(size)} if content else {}
                line.request(asked.method, asked.target, content, {**signed(asked, self, clock.now()), **length})
                answer = line.getresponse()
                if answer.status in (200, 204, 404):
                    return line, answer
                why = f"{answer.status} {_code(answer)}"
                is_lasting = answer.status < 500 and answer.status != 429
            except (OSError, HTTPException) as error:
                why, is_lasting = f"{type(error).__name__}: {error}", False
            line.close()
            if is_lasting or pause is None:
                break
            Event().wait(pause)
        raise Unreachable(f"{asked.method} at {self.host}: {why}")


def signed(asked: Request, bucket: Bucket, at: datetime) -> dict[str, str]:
    """The headers of a request, with its signature (AWS Signature Version 4 for S3, in one piece)."""
    moment = f"{at:%Y%m%dT%H%M%SZ}"
    headers = {"host": asked.host, "x-amz-content-sha256": asked.digest, "x-amz-date": moment, **dict(asked.headers)}
    names = sorted(headers)
    path, _, query = asked.target.partition("?")
    lines = [f"{name}:{headers[name].strip()}" for name in names]
    whole = "\n".join([asked.method, path, query, *lines, "", ";".join(names), asked.digest])
    scope = f"{at:%Y%m%d}/{bucket.region}/s3/aws4_request"
    text = "\n".join(["AWS4-HMAC-SHA256", moment, scope, hashlib.sha256(whole.encode()).hexdigest()])
    key = f"AWS4{bucket.secret}".encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    proof = hmac.digest(key, text.encode(), "sha256").hex()
    told = f"Credential={bucket.key}/{scope},SignedHeaders={';'.join(names)},Signature={proof}"
    return {**headers, "authorization": f"AWS4-HMAC-SHA256 {told}"}


def _code(answer: HTTPResponse) -> str:
    """Why the server refuses, in its own word; what follows may hold names of ours."""
    found = re.search(rb"<Code>(\w+)</Code>", answer.read(4096))
    return found[1].decode() if found else ""

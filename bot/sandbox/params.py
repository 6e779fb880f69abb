"""The parameters of a call, however they came: query string, JSON, form or multipart."""

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import BodyPartReader, web

from bot.sandbox.errors import bad_request

TRUE = frozenset({"true", "yes", "1"})


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with the call."""

    name: str
    mime: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Params:
    """All values are text, as on the wire; a JSON body is turned into that first."""

    values: dict[str, str] = field(default_factory=dict)
    files: dict[str, Upload] = field(default_factory=dict)

    def text(self, name: str) -> str:
        return self.values.get(name, "")

    def integer(self, name: str, default: int = 0) -> int:
        """Return a number; what is none counts as the default, as the real server has it."""
        try:
            return int(self.values.get(name, default))
        except ValueError:
            return default

    def flag(self, name: str) -> bool:
        return self.text(name).lower() in TRUE

    def structure(self, name: str) -> Any:
        """Return a JSON parameter, or None if it is absent."""
        raw = self.text(name)
        if not raw:
            return None
        try:
            return json.loads(raw)
        except ValueError:
            raise bad_request(f"can't parse {name.replace('_', ' ')} JSON object") from None

    def require_utf8(self) -> None:
        """Refuse lone surrogates anywhere, also where JSON escapes hide them."""
        for value in self.values.values():
            try:
                value.encode()
                if "\\u" in value and value[:1] in "[{":
                    json.dumps(json.loads(value), ensure_ascii=False).encode()
            except UnicodeEncodeError:
                raise bad_request("strings must be encoded in UTF-8") from None
            except ValueError:
                continue


async def read_params(request: web.Request) -> Params:
    """Read every kind of parameters the real server accepts; the body wins over the query string."""
    params = Params()
    _take_pairs(params, request.rel_url.raw_query_string.encode())
    kind = request.content_type
    if kind == "multipart/form-data":
        await _take_parts(params, request)
    elif kind == "application/json":
        _take_json(params, await request.read())
    elif request.can_read_body:
        _take_pairs(params, await request.read())
    params.require_utf8()
    return params


def _take_pairs(params: Params, raw: bytes) -> None:
    # Latin-1 keeps every byte, so that invalid UTF-8 is seen instead of replaced.
    for name, value in parse_qsl(raw.decode("latin-1"), keep_blank_values=True, encoding="latin-1"):
        params.values[_decode(name.encode("latin-1"))] = _decode(value.encode("latin-1"))


def _take_json(params: Params, raw: bytes) -> None:
    if not raw.strip():
        return
    try:
        body = json.loads(_decode(raw))
    except ValueError:
        raise bad_request("can't parse JSON object") from None
    if not isinstance(body, dict):
        raise bad_request("JSON object expected")
    for name, value in body.items():
        if value is not None:
            params.values[name] = value if isinstance(value, str) else json.dumps(value)


async def _take_parts(params: Params, request: web.Request) -> None:
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader) or part.name is None:
            continue
        content = bytes(await part.read(decode=True))
        if part.filename is None:
            params.values[part.name] = _decode(content)
        else:
            mime = part.headers.get("Content-Type", "application/octet-stream")
            params.files[part.name] = Upload(part.filename, mime, content)


def _decode(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        raise bad_request("strings must be encoded in UTF-8") from None

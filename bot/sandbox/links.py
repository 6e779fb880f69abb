"""What counts as an address: links of entities and buttons, and addresses standing in a text."""

import re

# The endings under which Telegram makes a link of a bare host; the frequent ones are enough here.
ENDINGS = (
    "com|net|org|edu|gov|info|biz|cn|hk|tw|jp|kr|sg|ru|ua|by|kz|uk|de|fr|it|es|nl|pl|eu|us|ca|au|in|br|io|me|co|tv|"
    "cc|ai|dev|app|top|xyz|site|online|shop|store|club|vip|link|live|pro|wang|ltd|group|work|cloud|tech|fun|ink|pub"
)
HOST = r"(?:[A-Za-z0-9](?:[A-Za-z0-9_-]*[A-Za-z0-9])?\.)+"
USER_LINK = re.compile(r"tg://user\?id=(\d+)\Z", re.IGNORECASE)
LINK = re.compile(
    r"(?:(https?|tg|ton|ftp|tonsite)://)?([^\s/?#:@]+)(:\d{1,5})?([/?#][^\s]*)?\Z", re.IGNORECASE
)


def user_of(link: str) -> int | None:
    """Return the user id in a tg://user link."""
    match = USER_LINK.match(link)
    return int(match[1]) if match else None


def checked(link: str) -> str:
    """Return the link as the server stores it, or nothing if it is none."""
    match = LINK.match(link.strip())
    if match is None:
        return ""
    scheme, host, port, path = match.groups()
    if (scheme or "").lower() in {"tg", "ton", "tonsite"}:
        return link.strip()
    known = re.fullmatch(rf"{HOST}[^\W\d_]{{2,}}|\d{{1,3}}(\.\d{{1,3}}){{3}}", host) is not None
    if not known and not (scheme and host == "localhost"):
        return ""
    return f"{(scheme or 'http').lower()}://{host.lower()}{port or ''}{path or '/'}"

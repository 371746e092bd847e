"""Where a request may lead: https, hosts that were named beforehand, addresses of the public internet."""

from __future__ import annotations

import contextlib
import ipaddress
import re
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import unquote, urljoin, urlsplit

from sources.errors import Unavailable

_HOST = re.compile(r"(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*")
_UNSAFE = re.compile(r"[\x00-\x20\x7f\\]")


@dataclass(frozen=True, slots=True)
class Address:
    """An address of a publisher that was checked: always https, one of the allowed hosts, no port, no login."""

    host: str
    path: str  # with the query

    @property
    def url(self) -> str:
        return f"https://{self.host}{self.path}"


def check(url: str, hosts: Sequence[str]) -> Address:
    """Return a publisher's address in its parts. Raises Unavailable unless it is https and its host is allowed."""
    url = url.strip().replace(" ", "%20")
    shown = url.split("?")[0][:200]
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        parts, host, port = urlsplit(""), "", None
    if _UNSAFE.search(url) or not _HOST.fullmatch(host):
        raise Unavailable(f"{shown!r} is no address of a publisher. Correct it where it is written down.")
    if parts.scheme != "https":
        raise Unavailable(
            f"{shown}: only https is asked, this is {parts.scheme}. If the publisher moved, correct the address in the "
            "source module."
        )
    if "@" in parts.netloc or port not in (None, 443):
        raise Unavailable(f"{host}: an address with a login or a port is not asked. Correct the source's address.")
    if host not in hosts:
        raise Unavailable(
            f"{host}: not one of the hosts of this source ({', '.join(hosts)}). If the publisher moved, open "
            f"https://{host}/ in a browser and add the host to the source module."
        )
    if ".." in unquote(parts.path).replace("\\", "/").split("/"):
        raise Unavailable(f"{host}: an address with '..' in its path is not asked. Correct the source's address.")
    return Address(host, (parts.path or "/") + (f"?{parts.query}" if parts.query else ""))


def follow(address: Address, location: str, mirror: str) -> str:
    """Return where a redirect leads, as the publisher's address; a mirror's own address is translated back."""
    with contextlib.suppress(UnicodeError):
        location = location.encode("latin-1").decode("utf-8")
    location = location.strip()
    if mirror and location.startswith(f"{mirror}/"):
        return f"https://{location[len(mirror) + 1 :]}"
    try:
        return urljoin(address.url, location)
    except ValueError:
        return location


def public(address: str) -> bool:
    """Say whether an IP address belongs to the public internet, also where it is wrapped in an IPv6 address."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        wrapped = found.ipv4_mapped or found.sixtofour or (found.teredo and found.teredo[1])
        if found in _NAT64:
            wrapped = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if wrapped:
            return public(str(wrapped))
    return found.is_global and not (found.is_multicast or found.is_reserved or found.is_unspecified)


_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


def resolve(host: str, port: int) -> list[str]:
    """Return the IP addresses of a host name."""
    return list(dict.fromkeys(str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))


def resolve_public(host: str, port: int) -> list[str]:
    """Return the IP addresses of a host name. Raises Unavailable when one of them is not of the public internet."""
    found = resolve(host, port)
    for address in found:
        if not public(address):
            raise Unavailable(
                f"{host}: its name leads to {address}, which is no address of the public internet; nothing was sent. "
                "Check the name servers of this machine; for a cache in a closed network set BRIEF_MIRROR."
            )
    return found

"""Which addresses this system may call when somebody else chose them (server-side request forgery, CWE-918)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

Address = IPv4Address | IPv6Address
LONGEST = 2000
NAT64 = ip_network("64:ff9b::/96")


@dataclass(frozen=True, slots=True)
class Reach:
    """What the operator allows besides public addresses over TLS."""

    networks: tuple[str, ...] = ()
    http: bool = False


def url_problem(url: str, reach: Reach) -> str | None:
    """What is wrong with a URL before its name is looked up, or None."""
    if len(url) > LONGEST or not url.isascii() or any(sign <= " " or sign == "\\" for sign in url):
        return f"An address has at most {LONGEST} ASCII characters and no blanks."
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return "This is no address."
    if parts.scheme not in ("https", "http") or not parts.hostname:
        return "An address begins with https:// and a host."
    if parts.scheme == "http" and not reach.http:
        return "Only https:// is allowed; the operator can allow http:// with TONGBAN_OUTBOUND_HTTP."
    if parts.username is not None or parts.password is not None or parts.fragment:
        return "An address holds neither a user name nor a fragment."
    if port == 0:
        return "There is no port 0."
    literal = _literal(parts)
    if literal is not None and not reachable(literal, reach):
        return refusal(parts.hostname)
    return None


def reachable(address: Address, reach: Reach) -> bool:
    """Whether an address is public, or in one of the allowed networks."""
    seen = list(_meanings(address))
    allowed = [ip_network(network) for network in reach.networks]
    if any(one.version == network.version and one in network for one in seen for network in allowed):
        return True
    return all(one.is_global and not one.is_multicast for one in seen)


def refusal(host: str) -> str:
    """Why an address is not called."""
    return f"{host[:100]} is not a public address; the operator can allow networks with TONGBAN_OUTBOUND_NETWORKS."


def _literal(parts: SplitResult) -> Address | None:
    try:
        return ip_address(parts.hostname or "")
    except ValueError:
        return None


def _meanings(address: Address) -> Iterable[Address]:
    """The address, and the IPv4 address that is carried inside: mapped, 6to4, Teredo, NAT64."""
    yield address
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            yield address.ipv4_mapped
        if address.sixtofour is not None:
            yield address.sixtofour
        if address.teredo is not None:
            yield from address.teredo
        if address in NAT64:
            yield IPv4Address(int(address) & 0xFFFFFFFF)

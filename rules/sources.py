"""Where a request comes from, as far as limits care: one household or one village is one source.

It owns the shape of an address only; which hop of the proxies to believe is decided in `web/cookies.py`.
"""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network

UNKNOWN = "unknown"
# One subscriber holds a whole /64 and can take any of its addresses.
IPV6_PREFIX = 64


def network_of(address: str) -> str:
    """Return the name under which an address is counted: the IPv4 address itself, the /64 of an IPv6 one.

    An IPv4 address written the IPv6 way is the same source; what is no address is `UNKNOWN`.
    """
    try:
        parsed = ip_address(address.strip().partition("%")[0])
    except ValueError:
        return UNKNOWN
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(ip_network((parsed, IPV6_PREFIX), strict=False))

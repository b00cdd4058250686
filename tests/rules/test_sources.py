"""Where a request comes from: one subscriber is one source, however many addresses the network gives."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.sources import UNKNOWN, network_of


@pytest.mark.parametrize(("address", "source"), [
    pytest.param("192.0.2.7", "192.0.2.7", id="an IPv4 address is itself"),
    pytest.param(" 192.0.2.7 ", "192.0.2.7", id="blanks around it"),
    pytest.param("::ffff:192.0.2.7", "192.0.2.7", id="an IPv4 address written the IPv6 way"),
    pytest.param("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64", id="an IPv6 address is its /64"),
    pytest.param("2001:0DB8:1:2::9", "2001:db8:1:2::/64", id="another of the same /64, in capitals"),
    pytest.param("fe80::1%eth0", "fe80::/64", id="with a zone"),
    pytest.param("192.0.2.7, 198.51.100.1", UNKNOWN, id="a list"),
    pytest.param("", UNKNOWN, id="nothing"), pytest.param("unix:", UNKNOWN, id="a socket")])
def test_network_of_names_one_subscriber(address: str, source: str) -> None:
    assert network_of(address) == source


@given(st.integers(0, 2**64 - 1), st.integers(0, 2**64 - 1))
def test_network_of_any_two_addresses_of_one_prefix_is_the_same(first: int, second: int) -> None:
    prefix = 0x2001_0DB8_0001_0002 << 64
    names = [":".join(f"{prefix | host:032x}"[i:i + 4] for i in range(0, 32, 4)) for host in (first, second)]
    assert network_of(names[0]) == network_of(names[1]) == "2001:db8:1:2::/64"


@given(st.text(max_size=60))
def test_network_of_anything_typed_raises_nothing(text: str) -> None:
    assert network_of(text)

"""Which browser somebody uses, in two words, so that a person knows the own sessions apart."""

from __future__ import annotations

# The first that is named counts: the later ones are named by the earlier ones too.
_BROWSERS = (("MicroMessenger", "微信"), ("Edg", "Edge"), ("Firefox", "Firefox"), ("OPR", "Opera"),
             ("Chrome", "Chrome"), ("Safari", "Safari"))
_SYSTEMS = (("HarmonyOS", "鸿蒙"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"),
            ("Windows", "Windows"), ("Mac OS", "Mac"), ("Linux", "Linux"))
UNKNOWN = "浏览器不明"


def words(user_agent: str) -> str:
    """Return browser and system of a User-Agent header, for example "Chrome，Windows"."""
    found = [next((label for mark, label in table if mark in user_agent), "") for table in (_BROWSERS, _SYSTEMS)]
    return "，".join(filter(None, found)) or UNKNOWN

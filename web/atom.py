"""Atom feeds (RFC 4287), built as a tree and written by the XML library, so that no word can become markup."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from flask import Response

NAMESPACE = "http://www.w3.org/2005/Atom"
MEDIA = "application/atom+xml"
LANGUAGE = "zh-CN"
# The day from which the names in the ids count (RFC 4151); it never changes.
STARTED = datetime(2026, 1, 1, tzinfo=UTC)
# What XML 1.0 can hold neither as itself nor as a reference.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Entry:
    """One entry: `path` is its page, `name` what makes its id, both for ever the same; `summary` is plain text."""

    name: str
    path: str
    title: str
    published: datetime
    updated: datetime
    author: str
    summary: str = ""
    category: str = ""


@dataclass(frozen=True)
class Feed:
    """A feed with its own address and that of the page that says the same."""

    name: str
    path: str
    page: str
    title: str
    subtitle: str
    author: str
    started: datetime
    entries: Sequence[Entry]


def response(feed: Feed, public_url: str) -> Response:
    """Return the feed as an answer."""
    content = ET.tostring(_feed(feed, public_url), encoding="utf-8", xml_declaration=True)
    return Response(content, mimetype=MEDIA)


def _feed(feed: Feed, url: str) -> ET.Element:
    root = ET.Element("feed", {"xmlns": NAMESPACE, "xml:lang": LANGUAGE})
    _add(root, "id", _tag(url, feed.started, feed.name))
    _add(root, "title", feed.title)
    _add(root, "subtitle", feed.subtitle)
    _add(root, "updated", _instant(max([entry.updated for entry in feed.entries], default=feed.started)))
    ET.SubElement(root, "link", {"rel": "self", "type": MEDIA, "href": url + feed.path})
    ET.SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": url + feed.page})
    _add(ET.SubElement(root, "author"), "name", feed.author)
    for entry in feed.entries:
        root.append(_entry(entry, feed, url))
    return root


def _entry(entry: Entry, feed: Feed, url: str) -> ET.Element:
    element = ET.Element("entry")
    _add(element, "id", _tag(url, feed.started, entry.name))
    _add(element, "title", entry.title)
    _add(element, "published", _instant(entry.published))
    _add(element, "updated", _instant(entry.updated))
    ET.SubElement(element, "link", {"rel": "alternate", "type": "text/html", "href": url + entry.path})
    _add(ET.SubElement(element, "author"), "name", entry.author)
    if entry.category:
        ET.SubElement(element, "category", {"term": entry.category})
    # Without a body an entry has to lead to its page, and it does; the summary is for who reads a list only.
    if entry.summary:
        _add(element, "summary", entry.summary)
    return element


def _add(parent: ET.Element, name: str, words: str) -> None:
    ET.SubElement(parent, name).text = _NOT_XML.sub("", words)


def _tag(url: str, started: datetime, name: str) -> str:
    """Return a tag URI (RFC 4151): it stays when the address of the page changes."""
    return f"tag:{urlsplit(url).hostname or 'localhost'},{started:%Y-%m-%d}:{name}"


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

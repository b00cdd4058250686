"""Staff who sign in over a real connection and press the buttons of a letter's page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlencode

import html5lib

from tests.factories import PASSWORD
from tests.faults.people import Answer, Person
from tests.fixtures.pages import values_of

FORM = "application/x-www-form-urlencoded"


class Officer(Person):
    """One browser at a desk."""

    def try_to_sign_in(self, login: str, at: datetime, password: str = PASSWORD) -> Answer:
        """Fill in the form; `at` is what the service's clock shows."""
        self.keep_form(self.get("/sign-in"))
        return self.post("/sign-in", {**self.form, "login": login, "password": password, "code": self.phone.code(at)})

    def open_letter(self, number: str, act: str) -> None:
        """Open a letter and keep the form of one act."""
        page = self.get(f"/desk/letters/{number}")
        root = html5lib.parse(page.text, namespaceHTMLElements=False)
        forms = [form for form in root.iter("form") if form.get("action", "").partition("?")[0].endswith(f"/{act}")]
        assert len(forms) == 1, (page.status, page.location, act)
        self.form = values_of(forms[0])
        self.action = forms[0].get("action", "")

    def press(self, changes: Mapping[str, str]) -> Answer:
        """Send the kept form with these changes."""
        return self.post(self.action, {**self.form, **changes})

    def post(self, path: str, values: Mapping[str, str]) -> Answer:
        return self._ask("POST", path, urlencode(values).encode(), FORM)

"""One person's browser on the running service: where it goes, what it presses, and how each page is looked at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.factories import PASSWORD
from tests.fixtures.authenticator import Authenticator
from tests.harness.processes import Service
from tests.journeys.axe import complaints

WIDTHS = (375, 1280)
# What a page says may take its time on a slow machine that runs other tests as well.
expect.set_options(timeout=30_000)


@dataclass
class Visit:
    """One person's browser. Every page is looked at in both widths and checked by axe when it is shown."""

    page: Page
    url: str
    shots: Path
    now: Callable[[], datetime]

    def go(self, path: str) -> None:
        self.page.goto(self.url + path)

    def press(self, name: str) -> None:
        self.page.get_by_role("main").get_by_role("button", name=name, exact=True).click()

    def look(self, name: str) -> None:
        """Take pictures of the page and let axe judge it, on a phone and on a desk."""
        for width in WIDTHS:
            self.page.set_viewport_size({"width": width, "height": 900})
            self.page.screenshot(path=self.shots / f"{name}-{width}.png", full_page=True)
            assert complaints(self.page) == [], f"{name} at {width}"
            too_wide = self.page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
            assert not too_wide, f"{name} scrolls sideways at {width}"

    def reach(self, heading: str, name: str = "") -> None:
        """Wait for the page with this heading, then look at it if it has a name."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(heading)
        if name:
            self.look(name)

    def expect(self, *words: str) -> None:
        """Wait until the page says all of these."""
        for each in words:
            expect(self.page.get_by_role("main")).to_contain_text(each)

    def fill(self, act: str = "", **fields: str) -> None:
        """Type into the fields of a form, or choose from a list; on pages with several, the act says which form."""
        for name, words in fields.items():
            chosen = f'[name^="{act}-"][name$="-{name}"]' if act else f'[name="{name}"]'
            field = self.page.get_by_role("main").locator(chosen)
            if field.evaluate("each => each.tagName") == "SELECT":
                field.select_option(words)
            else:
                field.fill(words)

    def sign_in(self, login: str, password: str) -> None:
        self.go("/sign-in")
        self.page.get_by_role("textbox", name="账号").fill(login)
        self.page.get_by_role("textbox", name="密码").fill(password)
        self.press("登录")

    def set_up(self, login: str, first_password: str, *, looks: bool = False) -> None:
        """Sign in for the first time: choose a password, put the key into an authenticator, keep the codes."""
        self.sign_in(login, first_password)
        self.reach("先换成自己的密码", "first-password" * looks)
        self.page.get_by_role("textbox", name="新密码").fill(PASSWORD)
        self.press("换密码")
        self.reach("绑定验证器", "factor" * looks)
        seed = self.page.get_by_role("main").locator(".code").inner_text().replace("-", "")
        code = Authenticator(seed).code(self.now())
        self.page.get_by_role("textbox", name="动态码").fill(code)
        self.press("绑定")
        self.reach("备用码", "recovery-codes" * looks)
        self.page.get_by_role("link", name="已经收好，继续").click()


def account(county: Service, login: str, role: str, *department: str, name: str = "方晴") -> tuple[str, str]:
    """Make an account and return login and first password."""
    made = county.flask("staff", "add", login, "--name", name, "--role", role, *department)
    return login, made.stdout.split()[-1]

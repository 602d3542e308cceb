"""Pictures of money in a running web chat at phone size: every kind of coupon, a voucher on both sides of the counter.

`NAVIYAM_CLOCK=2026-11-23T12:30 ./naviyam up --data-dir DIR --port 8080`, then
`PYTHONPATH=. .venv/bin/python scripts/picture_money.py http://127.0.0.1:8080 DIR docs/images/money`.
Needs chromium and chromedriver (Debian: chromium-driver).
"""

from __future__ import annotations

import base64
import json
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import psycopg
from selenium.webdriver import Chrome, ChromeOptions, Keys
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

from bot import config
from bot.config import ROOT
from bot.embedded.servers import running

_WIDTH, _SHOP_WIDTH, _HEIGHT, _GAP = 390, 360, 844, 12
_SECONDS, _SETTLED_SECONDS = 20, 0.7
_ANSWERS_SHOWN = "return document.querySelectorAll('.row.theirs:not(:has(.typing))').length"
_SHOP = "화양 할머니분식"
_LIST = "내 쿠폰 뭐 있어? 건대입구역"
_OFFERED = ("예시 10% 쿠폰", "예시 하나 더 쿠폰", "예시 공짜 음료 쿠폰")
_HELD = ("예시 분식 쿠폰", "예시 단골 쿠폰", "예시 환영 쿠폰", "예시 급식카드 쿠폰")


class Phone:
    """A member's phone with the chat open, and the shop's in another tab."""

    def __init__(self, url: str) -> None:
        options = ChromeOptions()
        options.binary_location = "/usr/bin/chromium"
        for flag in ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--hide-scrollbars"):
            options.add_argument(flag)
        self.driver = Chrome(options=options, service=Service("/usr/bin/chromedriver"))
        self.size(_WIDTH, mobile=True)
        self.driver.get(url)
        self._click("#open-side")
        self._click("#people label:has([value=member])")
        self._click("#close-side")

    def size(self, width: int, *, mobile: bool) -> None:
        """Make the screen so wide (CSS pixels)."""
        metrics = {"width": width, "height": _HEIGHT, "deviceScaleFactor": 1, "mobile": mobile}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)

    def say(self, words: str) -> None:
        """Write and wait for the answer."""
        with_answer = self.driver.execute_script(_ANSWERS_SHOWN)
        self.driver.find_element(By.ID, "words").send_keys(words, Keys.ENTER)
        self._wait(f"{_ANSWERS_SHOWN} > {with_answer}")

    def press(self, label: str, card: str = "") -> None:
        """The last button of that label, on the card whose title begins so, or a quick reply."""
        with_answer = self.driver.execute_script(_ANSWERS_SHOWN)
        buttons = self.driver.find_elements(By.CSS_SELECTOR, ".k-card .k-button, .reply")
        named = [button for button in buttons if button.text == label and self._of(button, card)]
        self.driver.execute_script("arguments[0].click()", named[-1])
        self._wait(f"{_ANSWERS_SHOWN} > {with_answer}")

    def show(self, card: str) -> str:
        """Scroll to the last card whose title begins so; the screen as a PNG in base64."""
        titles = self.driver.find_elements(By.CSS_SELECTOR, ".k-card .k-title")
        title = [title for title in titles if title.text.startswith(card)][-1]
        self.driver.execute_script("arguments[0].scrollIntoView({inline: 'start', block: 'center'})", title)
        return self.screen()

    def screen(self) -> str:
        """The screen as a PNG in base64."""
        time.sleep(_SETTLED_SECONDS)
        return self.driver.get_screenshot_as_base64()

    def beside(self, pictures: Sequence[str], file: Path) -> None:
        """Pictures beside each other as one JPEG."""
        self.size(len(pictures) * (_WIDTH + _GAP) - _GAP, mobile=False)
        shown = "".join(f'<img height="{_HEIGHT}" src="data:image/png;base64,{picture}">' for picture in pictures)
        self.driver.get("about:blank")
        self.driver.execute_script(f"document.body.style = 'margin:0;display:flex;gap:{_GAP}px;background:#fff'")
        self.driver.execute_script("document.body.innerHTML = arguments[0]", shown)
        self._wait("return [...document.images].every((image) => image.complete)")
        taken = self.driver.execute_cdp_cmd("Page.captureScreenshot", {"format": "jpeg", "quality": 70})
        file.write_bytes(base64.b64decode(taken["data"]))
        self.size(_WIDTH, mobile=True)

    def _of(self, button: object, card: str) -> bool:
        title = "return arguments[0].closest('.k-card')?.querySelector('.k-title')?.textContent ?? ''"
        return str(self.driver.execute_script(title, button)).startswith(card)

    def _click(self, selector: str) -> None:
        self.driver.execute_script("arguments[0].click()", self.driver.find_element(By.CSS_SELECTOR, selector))

    def _wait(self, script: str) -> None:
        WebDriverWait(self.driver, _SECONDS, poll_frequency=0.1).until(lambda shown: shown.execute_script(script))


def coupons(url: str, folder: Path) -> None:
    """What is held and what is offered, each claimed, then where each is worth most now."""
    phone = Phone(url)
    try:
        phone.say("쿠폰 어떻게 쓰는 거야?")
        how = phone.screen()
        phone.say(_LIST)
        held, offered = [phone.show(card) for card in _HELD], [phone.show(card) for card in _OFFERED]
        for card in _OFFERED:
            phone.press("쿠폰 받기", card)
        claimed = phone.screen()
        phone.say(_LIST)
        worth = [phone.show(card) for card in _OFFERED]
        phone.beside(held, folder / "held.jpg")
        phone.beside([how, *offered], folder / "offered.jpg")
        phone.beside([claimed, *worth], folder / "claimed.jpg")
    finally:
        phone.driver.quit()


def voucher(url: str, data_dir: Path, folder: Path) -> None:
    """A two-for-one used at the shop: the child's phone, the shop's page before and after, the child's phone again."""
    phone = Phone(url)
    try:
        phone.say(_LIST)
        phone.press("쿠폰 받기", "예시 하나 더 쿠폰")
        phone.say(_LIST)
        worth = phone.show("예시 하나 더 쿠폰")
        phone.press("쿠폰 쓰기", "예시 하나 더 쿠폰")
        child = phone.screen()
        talk = phone.driver.current_window_handle
        phone.driver.switch_to.new_window("tab")
        phone.size(_SHOP_WIDTH, mobile=True)
        phone.driver.get(_page(data_dir))
        waiting = phone.screen()
        phone.driver.find_element(By.CSS_SELECTOR, "button[type=submit]").click()
        pressed = phone.screen()
        phone.driver.switch_to.window(talk)
        phone.size(_WIDTH, mobile=True)
        phone.press("새 번호 보기")
        done = phone.screen()
        phone.beside([worth, child, waiting, pressed, done], folder / "voucher.jpg")
    finally:
        phone.driver.quit()


def _page(data_dir: Path) -> str:
    """The confirmation page of a partner of the sample catalogue."""
    with (
        running(config.load(data_dir)) as (settings, _),
        psycopg.connect(settings.database_url.get_secret_value()) as connection,
    ):
        found = connection.execute("SELECT id FROM chatbot.shops WHERE shop_name = %s", (_SHOP,)).fetchall()
    command = [str(ROOT / "naviyam"), "shop-access", str(found[0][0]), "--data-dir", str(data_dir)]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603 - our own command
    return str(json.loads(told)["page"])


def main(url: str, data_dir: Path, folder: Path) -> None:
    """Take all pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    coupons(url, folder)
    voucher(url, data_dir, folder)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))

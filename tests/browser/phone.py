"""A person's hands and eyes on the web chat."""

from __future__ import annotations

from typing import Literal

from selenium.webdriver import Chrome, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

PATIENCE_SECONDS = 10


class Phone:
    """Drives the page; every look waits until what it looks for is there."""

    def __init__(self, driver: Chrome, url: str) -> None:
        self._driver = driver
        self._driver.get(url)
        self.console()  # what the page before said is not ours

    @property
    def field(self) -> WebElement:
        return self.see("#words")

    def see(self, selector: str, words: str = "") -> WebElement:
        """The last thing of this kind on the screen, once one stands there that holds `words`."""

        def find(driver: Chrome) -> WebElement | Literal[False]:
            found = driver.find_elements(By.CSS_SELECTOR, selector)
            return next((one for one in reversed(found) if one.is_displayed() and words in one.text), False)

        return WebDriverWait(self._driver, PATIENCE_SECONDS, poll_frequency=0.05).until(find)

    def texts(self, selector: str) -> list[str]:
        return [one.text for one in self._driver.find_elements(By.CSS_SELECTOR, selector) if one.is_displayed()]

    def say(self, words: str) -> None:
        self.field.send_keys(words, Keys.ENTER)

    def press(self, selector: str, words: str = "") -> None:
        target = self.see(selector, words)
        self.run("arguments[0].scrollIntoView({block: 'nearest', inline: 'nearest', behavior: 'instant'})", target)
        target.click()

    def choose_look(self, look: str) -> None:
        self.press(f"#looks label:has([value={look}])")

    def compose(self, syllables: str) -> None:
        """Type through an input method whose last syllable is not finished."""
        length = len(syllables)
        self.field.click()
        self._driver.execute_cdp_cmd(
            "Input.imeSetComposition", {"text": syllables, "selectionStart": length, "selectionEnd": length}
        )

    def reload(self) -> None:
        self._driver.refresh()

    def run(self, script: str, *arguments: object) -> object:
        return self._driver.execute_script(script, *arguments)

    def console(self) -> list[str]:
        """What the page complained of since the last time."""
        return [entry["message"] for entry in self._driver.get_log("browser")]  # type: ignore[no-untyped-call]

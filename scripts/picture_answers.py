"""Pictures of conversations in both looks of a running web chat, KakaoTalk's beside LINE's.

`./naviyam up --port 8080` with `NAVIYAM_CLOCK=2026-11-23T12:30`, then
`.venv/bin/python scripts/picture_answers.py http://127.0.0.1:8080 docs/images/channels` (or .../recommendation).
Needs chromium and chromedriver (Debian: chromium-driver).
"""

from __future__ import annotations

import base64
import sys
import time
from pathlib import Path

from selenium.webdriver import Chrome, ChromeOptions, Keys
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

CHANNELS = {
    "cards": ("배고픈데 오천원밖에없음ㅠ 건대입구역 근처",),
    "cheaper": ("홍대 8천원", "더 싼 데"),
    "ask-place": ("배고파",),
    "pick-one": ("건대입구역 5천원 아무거나",),
    "menu": ("홍대 떡볶이집", "첫 번째 집 메뉴 알려줘"),
    "balance": ("카드 얼마 남았어?",),
    "coupons": ("내 쿠폰 뭐 있어?",),
    "no-money": ("돈이 하나도 없는데 배고파 대전역",),
    "crisis": ("살기 싫어",),
    "choice": ("건대입구역 5천원", "[여기로 할래]"),
}
RECOMMENDATION = {
    "near-and-cheap": ("건대입구역 근처 5천원으로 뭐 먹지",),
    "nothing-open": ("동성로 새벽 4시 피자",),
    "impossible-budget": ("건대입구역 300원으로 뭐 먹지",),
    "group": ("홍대입구역 6명이 앉을 데, 다 해서 5만원",),
    "allergy": ("계란 알레르기 있어. 강남역 8천원",),
    "coupon": ("건대입구역 7천원", "쿠폰 어디서 쓰면 제일 좋아?"),
    "plan": ("건대입구역 5천원", "다음 충전까지 어떻게 버텨?"),
    "dish-without-place": ("떡볶이 먹고싶다", "신림역"),
    "halal": ("할랄 음식 강남역",),
    "other-food": ("건대입구역 마라탕 4천원",),
}
SETS = {"channels": CHANNELS, "recommendation": RECOMMENDATION}
"""By the folder they are for: what is said, one after the other; in brackets what is pressed on the first card. The
last answer is pictured.
"""

_WIDTH, _HEIGHT = 390, 844
_SECONDS = 20
_SETTLED_SECONDS = 0.5
_ANSWERS_SHOWN = "return document.querySelectorAll('.row.theirs:not(:has(.typing))').length"


def main(url: str, folder: Path) -> None:
    """Take all pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    driver = _phone()
    try:
        for name, words in SETS[folder.name].items():
            looks = _looks(driver, url, words)
            (folder / f"{name}.jpg").write_bytes(_beside(driver, looks))
            print(name, file=sys.stderr)  # noqa: T201 - progress
    finally:
        driver.quit()


def _phone() -> Chrome:
    options = ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    for flag in ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--hide-scrollbars"):
        options.add_argument(flag)
    return Chrome(options=options, service=Service("/usr/bin/chromedriver"))


def _looks(driver: Chrome, url: str, words: tuple[str, ...]) -> list[str]:
    """The answer to the last of `words` as pictures of both looks, PNG in base64; a new member each time."""
    _size(driver, _WIDTH, mobile=True)
    still = {"features": [{"name": "prefers-reduced-motion", "value": "reduce"}]}
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", still)
    driver.get(url)
    driver.delete_all_cookies()
    driver.execute_script("localStorage.clear(); sessionStorage.clear()")
    driver.get(url)
    _press(driver, "#open-side")
    _press(driver, "#people label:has([value=member])")
    _press(driver, "#close-side")
    for said in words:
        shown = driver.execute_script(_ANSWERS_SHOWN)
        if said.startswith("["):
            _press_named(driver, said.strip("[]"))
        else:
            driver.find_element(By.ID, "words").send_keys(said, Keys.ENTER)
        _wait(driver, f"{_ANSWERS_SHOWN} > {shown}")
    pictures = []
    for look in ("kakao", "line"):
        _press(driver, f"#looks label:has([value={look}])")
        time.sleep(_SETTLED_SECONDS)
        pictures.append(driver.get_screenshot_as_base64())
    return pictures


def _beside(driver: Chrome, pictures: list[str]) -> bytes:
    """Two pictures beside each other as one JPEG."""
    _size(driver, 2 * _WIDTH + 12, mobile=False)
    shown = "".join(f'<img width="{_WIDTH}" src="data:image/png;base64,{picture}">' for picture in pictures)
    driver.get("about:blank")
    driver.execute_script("document.body.style = 'margin:0;display:flex;gap:12px;background:#fff'")
    driver.execute_script("document.body.innerHTML = arguments[0]", shown)
    _wait(driver, "return [...document.images].every((image) => image.complete)")
    taken = driver.execute_cdp_cmd("Page.captureScreenshot", {"format": "jpeg", "quality": 60})
    return base64.b64decode(taken["data"])


def _size(driver: Chrome, width: int, *, mobile: bool) -> None:
    metrics = {"width": width, "height": _HEIGHT, "deviceScaleFactor": 1, "mobile": mobile}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)


def _press(driver: Chrome, selector: str) -> None:
    target = driver.find_element(By.CSS_SELECTOR, selector)
    driver.execute_script("arguments[0].click()", target)


def _press_named(driver: Chrome, label: str) -> None:
    buttons = driver.find_elements(By.CSS_SELECTOR, ".k-card .k-button")
    driver.execute_script("arguments[0].click()", next(button for button in buttons if button.text == label))


def _wait(driver: Chrome, script: str) -> None:
    WebDriverWait(driver, _SECONDS, poll_frequency=0.1).until(lambda shown: shown.execute_script(script))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))

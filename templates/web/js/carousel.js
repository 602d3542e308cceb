/** Cards side by side: swiped with a finger, walked through with Tab, moved by two arrows with a mouse. */
import { el } from "./element.js";

export function carousel(cards, className) {
  const track = el(
    "ul",
    { class: `track ${className}` },
    cards.map((card) => el("li", {}, card)),
  );
  const step = (direction) => {
    const width = track.firstElementChild?.getBoundingClientRect().width ?? 0;
    track.scrollBy({ left: direction * (width + 8) });
  };
  const arrow = (direction, sign, side) =>
    el(
      "button",
      {
        type: "button",
        class: `arrow ${side}`,
        tabindex: -1,
        "aria-hidden": "true",
        on: { click: () => step(direction) },
      },
      sign,
    );
  const back = arrow(-1, "‹", "back");
  const on = arrow(1, "›", "on");
  const update = () => {
    back.hidden = track.scrollLeft < 4;
    on.hidden = track.scrollLeft + track.clientWidth > track.scrollWidth - 4;
  };
  track.addEventListener("scroll", update, { passive: true });
  new ResizeObserver(update).observe(track);
  return el("div", { class: "carousel" }, track, back, on);
}

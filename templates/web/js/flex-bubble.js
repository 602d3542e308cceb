/** Draws Flex containers: a bubble, or a carousel of bubbles. */
import { carousel } from "./carousel.js";
import { el } from "./element.js";
import { drawComponent } from "./flex.js";
import { BUBBLES, colour, style } from "./flex-measure.js";

const BLOCKS = ["header", "hero", "body", "footer"];

export function drawFlex(container, words, act) {
  if (container.type === "bubble") return bubble(container, act, words);
  if (container.type !== "carousel") return null;
  return carousel(
    container.contents.map((one) => bubble(one, act)),
    "f-track",
  );
}

function bubble(container, act, words) {
  const size = container.size in BUBBLES ? container.size : "mega";
  const node = el("article", { class: `f-bubble f-${size}`, "aria-label": words, dir: container.direction });
  node.append(...BLOCKS.filter((name) => container[name]).map((name) => block(name, container, act)));
  return style(node, { width: `${BUBBLES[size]}px` });
}

function block(name, container, act) {
  const looks = container.styles?.[name] ?? {};
  const inner = drawComponent(container[name], "vertical", undefined, act);
  const node = el("div", { class: `f-block f-block-${name}` }, inner);
  if (looks.separator) {
    node.prepend(style(el("div", { class: "f-rule" }), { backgroundColor: colour(looks.separatorColor) }));
  }
  return style(node, { backgroundColor: colour(looks.backgroundColor) });
}

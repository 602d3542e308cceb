/** Draws Flex components: boxes, texts, buttons, images, separators (platforms.md 1). */
import { el, picture } from "./element.js";
import { border, colour, corner, imageSize, ink, share, space, style, textSize } from "./flex-measure.js";
import { control } from "./press.js";
import { linePress } from "./line-press.js";

const DRAW = { box, text, button, image, icon, separator, filler, spacer };
const ENDS = { start: "flex-start", end: "flex-end", center: "center" };
const GRAVITY = { top: "flex-start", center: "center", bottom: "flex-end" };

/** Draws one component into a parent of `layout`; null for a kind that is not known. */
export function drawComponent(component, layout, gap, act) {
  const node = DRAW[component.type]?.(component, act, layout);
  if (!node) return null;
  const before = layout === "vertical" ? "marginTop" : "marginLeft";
  return style(node, {
    flex: share(component, layout),
    [before]: space(component.margin, gap),
    position: component.position === "absolute" ? "absolute" : undefined,
    top: space(component.offsetTop),
    bottom: space(component.offsetBottom),
    left: space(component.offsetStart),
    right: space(component.offsetEnd),
  });
}

function box(component, act) {
  const layout = component.layout;
  const node = control(linePress(component.action, act), { class: `f-box f-${layout}` });
  const gap = space(component.spacing, "0px");
  const children = (component.contents ?? [])
    .map((child, at) => drawComponent(child, layout, at === 0 ? undefined : gap, act))
    .filter(Boolean);
  node.append(...children);
  return style(node, { ...surface(component), ...padding(component), ...placing(component) });
}

const surface = (component) => ({
  backgroundColor: colour(component.backgroundColor),
  borderColor: colour(component.borderColor),
  borderWidth: border(component.borderWidth),
  borderStyle: component.borderWidth ? "solid" : undefined,
  borderRadius: corner(component.cornerRadius),
  width: space(component.width),
  maxWidth: space(component.maxWidth),
  height: space(component.height),
  maxHeight: space(component.maxHeight),
});

const padding = (component) => ({
  padding: space(component.paddingAll),
  paddingTop: space(component.paddingTop),
  paddingBottom: space(component.paddingBottom),
  paddingLeft: space(component.paddingStart),
  paddingRight: space(component.paddingEnd),
});

const placing = (component) => ({
  justifyContent: ENDS[component.justifyContent] ?? component.justifyContent,
  alignItems: ENDS[component.alignItems],
});

function text(component, act, layout) {
  const parts = component.contents?.length ? component.contents.map(span) : [component.text ?? ""];
  const inner = el("span", { class: "f-line" }, parts);
  const clamped = component.wrap && component.maxLines;
  const node = control(linePress(component.action, act), { class: "f-text" }, inner);
  if (component.wrap) inner.classList.add(clamped ? "f-clamp" : "f-wrap");
  style(inner, { ...lettering(component), webkitLineClamp: clamped ? String(component.maxLines) : undefined });
  const upright = layout === "horizontal" ? GRAVITY[component.gravity] : undefined;
  return style(node, { textAlign: component.align, alignSelf: upright });
}

const span = (part) => style(el("span", {}, part.text), lettering(part));

const lettering = (part) => ({
  fontSize: textSize(part.size),
  fontWeight: part.weight === "bold" ? "700" : undefined,
  color: colour(part.color),
  fontStyle: part.style,
  textDecoration: part.decoration,
  lineHeight: part.lineSpacing ? `calc(1.4em + ${part.lineSpacing})` : undefined,
});

function button(component, act) {
  const look = component.style ?? "link";
  const node = control(
    linePress(component.action, act),
    { class: `f-button f-${look} f-${component.height ?? "md"}-high` },
    component.action.label ?? "",
  );
  if (component.adjustMode === "shrink-to-fit") shrinkToFit(node);
  const tint = colour(component.color);
  if (!tint) return node;
  return style(node, look === "link" ? { color: tint } : { backgroundColor: tint, color: ink(tint) });
}

/** Makes words smaller until they fit, once their place on the screen is known. */
function shrinkToFit(node) {
  requestAnimationFrame(() => {
    const room = node.clientWidth - 2 * parseFloat(getComputedStyle(node).paddingLeft);
    const words = document.createRange();
    words.selectNodeContents(node);
    const taken = words.getBoundingClientRect().width;
    if (taken > room && room > 0) node.style.fontSize = `${Math.max(10, Math.floor((16 * room) / taken))}px`;
  });
}

function image(component, act) {
  const frame = control(
    linePress(component.action, act),
    { class: "f-image" },
    picture(component.url, "", "f-picture"),
  );
  const [wide, high] = (component.aspectRatio ?? "1:1").split(":");
  const full = component.size === "full";
  style(frame.firstChild, {
    aspectRatio: `${wide} / ${high}`,
    objectFit: component.aspectMode === "cover" ? "cover" : "contain",
    width: full ? "100%" : imageSize(component.size, "100px"),
  });
  return style(frame, {
    backgroundColor: colour(component.backgroundColor),
    alignItems: ENDS[component.align] ?? "center",
  });
}

function icon(component) {
  return style(picture(component.url, "", "f-icon"), { height: textSize(component.size, "16px") });
}

function separator(component, act, layout) {
  const node = el("div", { class: layout === "vertical" ? "f-rule" : "f-rule upright", role: "presentation" });
  return style(node, { backgroundColor: colour(component.color) });
}

function filler() {
  return el("div", { class: "f-filler" });
}

function spacer(component, act, layout) {
  const size = space(component.size, "8px");
  return style(el("div"), layout === "vertical" ? { height: size } : { width: size });
}

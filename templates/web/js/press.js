/**
 * What pressing something does. A press is `{href}` (leaves the page), `{run}` (does something here) or null.
 * `act` is the room's side: say(shown, body), askPlace(), notice(words).
 */
import { el } from "./element.js";

const LEAVES = new Set(["https:", "http:", "tel:"]);
const ONLY_THERE = "이건 메신저 앱에서만 돼요.";

/** A press that opens an address: web pages and phone numbers only. */
export function opening(address, act) {
  const parsed = addressOf(address);
  return parsed && LEAVES.has(parsed.protocol) ? { href: parsed.href } : elsewhere(act);
}

/** A press that dials. */
export function dialling(number) {
  return { href: `tel:${String(number).replace(/[^0-9+*#-]/g, "")}` };
}

/** A press that only the platform's own app can do. */
export function elsewhere(act) {
  return { run: () => act.notice(ONLY_THERE) };
}

/** The element to press: a link where it leaves the page, a button where it does not, plain where it does nothing. */
export function control(press, attributes, ...children) {
  if (!press) return el("div", attributes, ...children);
  if (press.href?.startsWith("tel:")) return el("a", { href: press.href, ...attributes }, ...children);
  if (press.href) {
    return el("a", { href: press.href, target: "_blank", rel: "noopener noreferrer", ...attributes }, ...children);
  }
  return el("button", { type: "button", on: { click: press.run }, ...attributes }, ...children);
}

function addressOf(address) {
  try {
    return new URL(address);
  } catch {
    return null;
  }
}

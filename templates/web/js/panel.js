/** The panel: what was understood, why each shop, how long each stage took. */
import { el } from "./element.js";
import { INTENTS, METHODS, REASONS, SAFETY, SLOTS, STAGES, STRATEGIES, won } from "./words.js";

const MONEY = new Set(["budget", "budget_per_person"]);

export class Panel {
  constructor(root) {
    this.root = root;
  }

  /** Shows the trace of a reply, or how to get one. */
  show(reply) {
    const trace = reply?.trace;
    if (!trace) {
      this.root.replaceChildren(
        el("p", { class: "small" }, "말을 보내면 무엇을 알아들었는지, 왜 그 가게인지 여기에 보여요."),
      );
      return;
    }
    this.root.replaceChildren(...[understood(trace), kept(trace), shops(trace), stages(trace)].filter(Boolean));
  }
}

function understood(trace) {
  const percent = Math.round(trace.confidence * 100);
  return part(
    "알아들은 것",
    el("p", { class: "intent" }, el("b", {}, INTENTS[trace.intent] ?? trace.intent), el("code", {}, trace.intent)),
    el(
      "p",
      { class: "sure" },
      el("span", {}, "확신"),
      el("meter", { min: 0, max: 100, low: 50, value: percent, "aria-label": "확신" }, `${percent}%`),
      el("span", {}, `${percent}%`),
    ),
    slots(trace.entities, "이 말에서 읽은 것이 없어요."),
    marks(trace),
  );
}

function marks(trace) {
  const reference = trace.reference === "last" ? "방금 그 집" : trace.reference && `${trace.reference}번째`;
  const found = [
    reference && ["가리킨 것", reference],
    trace.safety && ["안전", SAFETY[trace.safety] ?? trace.safety],
    ["흐름", STRATEGIES[trace.strategy] ?? trace.strategy],
    trace.method && ["방법", METHODS[trace.method] ?? trace.method],
  ].filter(Boolean);
  return el(
    "dl",
    { class: "facts quiet" },
    found.map(([name, value]) => [el("dt", {}, name), el("dd", {}, value)]),
  );
}

function kept(trace) {
  if (!trace.state || !Object.keys(trace.state).length) return null;
  return part("기억하고 있는 것", slots(trace.state, ""));
}

function slots(values, otherwise) {
  const pairs = Object.entries(values ?? {});
  if (!pairs.length) return otherwise ? el("p", { class: "small" }, otherwise) : null;
  return el(
    "dl",
    { class: "facts" },
    pairs.map(([name, value]) => [el("dt", {}, SLOTS[name] ?? name), el("dd", {}, spoken(name, value))]),
  );
}

function spoken(name, value) {
  if (value === true) return "네";
  if (MONEY.has(name) && Number.isFinite(value)) return won(value);
  if (Array.isArray(value)) return value.map((one) => spoken(name, one)).join(", ");
  if (value && typeof value === "object") return JSON.stringify(value);
  return String(value);
}

function shops(trace) {
  if (!trace.recommendations?.length) return null;
  return part("왜 이 가게인가요", el("ol", { class: "why" }, trace.recommendations.map(shop)));
}

function shop(one) {
  const score = Math.round(one.score * 100);
  const facts = [
    one.distance_meters == null
      ? null
      : el("span", {}, `${Math.round(one.distance_meters).toLocaleString("ko-KR")}m`),
    one.final_price == null ? null : price(one.price ?? one.menus?.[0]?.price, one.final_price),
    one.applicable_coupons?.length ? el("span", {}, `쿠폰 ${one.applicable_coupons.length}장`) : null,
  ];
  return el(
    "li",
    {},
    el("p", { class: "why-name" }, el("b", {}, one.shop_name), el("span", {}, `${score}점`)),
    bar(one.score, `점수 ${score}점`),
    el("p", { class: "why-facts" }, facts),
    el(
      "ul",
      { class: "why-reasons" },
      (one.reason_codes ?? []).map((code) => el("li", {}, REASONS[code] ?? code)),
    ),
  );
}

function price(before, after) {
  if (!(before > after)) return el("b", {}, won(after));
  return el(
    "span",
    {},
    el("s", { "aria-label": `원래 ${won(before)}` }, won(before)),
    " ",
    el("b", {}, won(after)),
  );
}

function stages(trace) {
  if (!trace.stages?.length) return null;
  const longest = Math.max(...trace.stages.map((stage) => stage.milliseconds), 0.001);
  const total = trace.stages.reduce((sum, stage) => sum + stage.milliseconds, 0);
  const rows = trace.stages.map((stage) => [
    el("dt", {}, STAGES[stage.name] ?? stage.name),
    el("dd", {}, bar(stage.milliseconds / longest), el("span", {}, took(stage.milliseconds))),
  ]);
  return part("걸린 시간", el("dl", { class: "stages" }, rows), el("p", { class: "total" }, `모두 ${took(total)}`));
}

const took = (milliseconds) => `${milliseconds.toFixed(milliseconds < 1 ? 2 : milliseconds < 10 ? 1 : 0)}ms`;

function bar(share, words) {
  const fill = el("i");
  fill.style.width = `${Math.max(2, Math.min(1, share) * 100)}%`;
  return el(
    "span",
    words
      ? { class: "bar-track", role: "img", "aria-label": words }
      : { class: "bar-track", "aria-hidden": "true" },
    fill,
  );
}

const part = (title, ...children) => el("section", {}, el("h2", {}, title), children);

/** Kakao's cards, each drawn from its part of a skill response (platforms.md 2). */
import { el, picture } from "./element.js";
import { control } from "./press.js";
import { kakaoButtons, kakaoPress } from "./kakao-press.js";

const won = (amount) => `${Number(amount).toLocaleString("ko-KR")}원`;

const words = (card, head = "h2") => [
  card.title && el(head, { class: "k-title" }, card.title),
  card.description && el("p", { class: "k-description" }, card.description),
];

function thumbnail(image) {
  if (!image?.imageUrl) return null;
  return picture(image.imageUrl, image.altText ?? "", image.fixedRatio ? "k-thumbnail square" : "k-thumbnail");
}

const frame = (kind, card, act, ...parts) =>
  el("article", { class: `k-card ${kind}` }, parts, kakaoButtons(card, act));

export const textCard = (card, act) => frame("k-text", card, act, el("div", { class: "k-words" }, words(card)));

export const basicCard = (card, act) =>
  frame("k-basic", card, act, thumbnail(card.thumbnail), el("div", { class: "k-words" }, words(card)));

export function commerceCard(card, act) {
  const reduced = card.discountedPrice ?? (card.discount ? card.price - card.discount : null);
  const price =
    reduced == null
      ? el("p", { class: "k-price" }, won(card.price))
      : el(
          "p",
          { class: "k-price" },
          card.discountRate ? el("b", { class: "k-rate" }, `${card.discountRate}%`) : null,
          el("span", {}, won(reduced)),
          el("s", { "aria-label": `원래 ${won(card.price)}` }, won(card.price)),
        );
  const seller = card.profile && el("p", { class: "k-seller" }, card.profile.nickname ?? card.profile.title);
  return frame(
    "k-commerce",
    card,
    act,
    thumbnail(card.thumbnails?.[0]),
    el("div", { class: "k-words" }, seller, price, words(card)),
  );
}

export function listCard(card, act) {
  const rows = card.items.map((item) =>
    el(
      "li",
      {},
      control(
        kakaoPress(item, act),
        { class: "k-row" },
        el(
          "span",
          { class: "k-row-words" },
          el("b", {}, item.title),
          item.description && el("span", {}, item.description),
        ),
        item.imageUrl ? picture(item.imageUrl, "", "k-row-picture") : null,
      ),
    ),
  );
  return frame(
    "k-list",
    card,
    act,
    el("h2", { class: "k-header" }, card.header.title),
    el("ul", { class: "k-rows" }, rows),
  );
}

export function itemCard(card, act) {
  const pair = (item) => [el("dt", {}, item.title), el("dd", {}, item.description)];
  const aligned = card.itemListAlignment === "right" ? "k-items right" : "k-items";
  return frame(
    "k-item",
    card,
    act,
    thumbnail(card.thumbnail),
    card.head && el("h2", { class: "k-header" }, card.head.title),
    card.profile && el("p", { class: "k-seller" }, card.profile.title),
    card.imageTitle && el("div", { class: "k-words" }, words(card.imageTitle)),
    el("dl", { class: aligned }, (card.itemList ?? []).map(pair)),
    card.itemListSummary && el("dl", { class: "k-items k-summary" }, pair(card.itemListSummary)),
    card.title && el("div", { class: "k-words" }, words(card, "h3")),
  );
}

/** Draws a Kakao skill response 2.0 as KakaoTalk does: one element an output. */
import { carousel } from "./carousel.js";
import { el, picture } from "./element.js";
import { basicCard, commerceCard, itemCard, listCard, textCard } from "./kakao-cards.js";

const CARDS = { textCard, basicCard, commerceCard, listCard, itemCard };

export function drawKakao(response, act) {
  return (response.template?.outputs ?? []).map((output) => drawOutput(output, act)).filter(Boolean);
}

function drawOutput(output, act) {
  const [kind, content] = Object.entries(output)[0] ?? [];
  if (kind === "simpleText") return el("p", { class: "bubble" }, content.text);
  if (kind === "simpleImage") return picture(content.imageUrl, content.altText, "k-picture");
  if (kind === "carousel") return drawCarousel(content, act);
  return CARDS[kind]?.(content, act) ?? null;
}

function drawCarousel(content, act) {
  const draw = CARDS[content.type];
  if (!draw) return null;
  const head = content.header && textCard(content.header, act);
  return carousel([...(head ? [head] : []), ...content.items.map((item) => draw(item, act))], "k-track");
}

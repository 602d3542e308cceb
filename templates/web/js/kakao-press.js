/** Kakao's buttons, list items and quick replies: pressing sends what KakaoTalk would send (messageText and extra). */
import { el } from "./element.js";
import { control, dialling, elsewhere, opening } from "./press.js";

/** The press of a button, quick reply or list item, or null where it has none. */
export function kakaoPress(button, act) {
  switch (button.action) {
    case "message":
    case "block":
      return speaking(button, act);
    case "webLink":
      return opening(button.webLinkUrl, act);
    case "phone":
      return dialling(button.phoneNumber);
    case undefined:
      return button.link?.web ? opening(button.link.web, act) : null;
    default:
      return elsewhere(act);
  }
}

function speaking(button, act) {
  const words = button.messageText || button.label || button.title;
  const body = button.extra ? { text: words, kakao_extra: button.extra } : { text: words };
  return { run: () => act.say(words, body) };
}

/** The buttons under a card, one below the other or in a row as the card says. */
export function kakaoButtons(card, act) {
  if (!card.buttons?.length) return null;
  const across = card.buttonLayout === "horizontal";
  return el(
    "div",
    { class: across ? "k-buttons across" : "k-buttons" },
    card.buttons.map((button) => control(kakaoPress(button, act), { class: "k-button" }, button.label)),
  );
}

/** The quick replies of a skill response as chips. */
export function kakaoReplies(response, act) {
  return (response.template?.quickReplies ?? []).map((reply) =>
    control(kakaoPress(reply, act), { class: "reply" }, reply.label),
  );
}

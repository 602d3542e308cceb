/** Draws LINE messages as LINE does: text bubbles and Flex; quick replies of the last message only. */
import { el, picture } from "./element.js";
import { drawFlex } from "./flex-bubble.js";
import { control } from "./press.js";
import { linePress } from "./line-press.js";

export function drawLine(messages, act) {
  return messages.map((message) => drawMessage(message, act)).filter(Boolean);
}

function drawMessage(message, act) {
  switch (message.type) {
    case "text":
      return el("p", { class: "bubble" }, message.text);
    case "flex":
      return drawFlex(message.contents, message.altText, act);
    case "image":
      return picture(message.previewImageUrl, "", "l-picture");
    default:
      return message.altText ? el("p", { class: "bubble" }, message.altText) : null;
  }
}

export function lineReplies(messages, act) {
  const items = messages.at(-1)?.quickReply?.items ?? [];
  return items.map(({ action, imageUrl }) =>
    control(
      linePress(action, act),
      { class: "reply" },
      imageUrl ? picture(imageUrl, "", "reply-picture") : action.type === "location" ? "📍 " : null,
      action.label,
    ),
  );
}

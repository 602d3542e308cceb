/** LINE's actions: pressing sends what LINE would send (the postback's data, or the message's text). */
import { dialling, elsewhere, opening } from "./press.js";

/** The press of an action, or null where there is none. */
export function linePress(action, act) {
  switch (action?.type) {
    case undefined:
      return null;
    case "postback":
      return { run: () => act.say(action.displayText ?? action.text ?? "", { line_postback: action.data }) };
    case "message":
      return { run: () => act.say(action.text, { text: action.text }) };
    case "uri":
      return action.uri.startsWith("tel:") ? dialling(action.uri.slice(4)) : opening(action.uri, act);
    case "location":
      return { run: () => act.askPlace() };
    case "clipboard":
      return { run: () => copy(action.clipboardText, act) };
    default:
      return elsewhere(act);
  }
}

async function copy(text, act) {
  try {
    await navigator.clipboard.writeText(text);
    act.notice("복사했어요.");
  } catch {
    act.notice("복사하지 못했어요.");
  }
}

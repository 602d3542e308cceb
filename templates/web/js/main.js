/** Wires the page together. */
import { Chat } from "./chat.js";
import { Composer } from "./composer.js";
import { Memory } from "./memory.js";
import { Panel } from "./panel.js";
import { PlacePicker } from "./place.js";
import { Room } from "./room.js";
import { Side } from "./side.js";

const find = (selector) => document.querySelector(selector);

const memory = new Memory(sessionStorage);
const notice = (words) => (find("#notice").textContent = words);
const side = new Side(document);
const picker = new PlacePicker(find("#place"), (name, point) => chat.say(`📍 ${name}`, { location: point }));
const room = new Room(document, {
  say: (shown, body) => chat.say(shown, body),
  askPlace: () => picker.open(),
  retry: (entry) => chat.retry(entry),
  drop: (entry) => chat.drop(entry),
  notice,
});
const chat = new Chat(room, new Panel(find("#panel")), memory, notice);

new Composer(find("#composer"), memory, (words) => chat.say(words, { text: words }));
find("#open-place").addEventListener("click", () => picker.open());
find("#reset").addEventListener("click", async () => {
  await chat.reset();
  side.set(false);
  find("#words").focus();
});
choice("look", chat.look, (look) => {
  document.documentElement.dataset.look = look;
  chat.setLook(look);
});
choice("person", chat.talk.person, (person) => chat.setPerson(person));
document.documentElement.dataset.look = chat.look;

/** A pair of radio buttons: shows the value kept, tells of a new one. */
function choice(name, kept, onChange) {
  for (const radio of document.querySelectorAll(`input[name="${name}"]`)) {
    radio.checked = radio.value === kept;
    radio.addEventListener("change", () => onChange(radio.value));
  }
}

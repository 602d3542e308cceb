/** The talk: what was said, what is on its way, what did not arrive. One talk for each of the two people. */
import { sendMessage, startOver, Trouble } from "./wire.js";
import { TEXT_LIMIT, TROUBLE } from "./words.js";

export class Chat {
  constructor(room, panel, memory, notice) {
    Object.assign(this, { room, panel, memory, notice });
    this.look = memory.get("look", "kakao");
    this.made = 0;
    this.recall();
    this.setPerson(memory.get("person", "first"));
  }

  /** Takes words, or a press with its `body`, and sends them; false where they cannot be sent. */
  say(shown, body) {
    if ([...(body.text ?? "")].length > TEXT_LIMIT) {
      this.notice(TROUBLE.tooLong);
      return false;
    }
    this.notice("");
    const entry = {
      kind: "me",
      id: this.newId(),
      text: shown,
      at: new Date().toISOString(),
      body,
      status: "sending",
    };
    this.talk.entries.push(entry);
    if (shown) this.room.add(entry);
    this.deliver(entry, this.talk);
    return true;
  }

  retry(entry) {
    if (entry.status !== "failed") return;
    entry.status = "sending";
    entry.at = new Date().toISOString();
    this.room.update(entry);
    this.deliver(entry, this.talk);
  }

  drop(entry) {
    this.forget(entry, this.talk);
    this.room.remove(entry);
  }

  setLook(look) {
    this.look = look;
    this.memory.set("look", look);
    this.draw();
  }

  setPerson(person) {
    this.memory.set("person", person);
    this.talk = this.talks[person];
    this.draw();
    this.panel.show(this.talk.entries.findLast((entry) => entry.kind === "bot")?.reply);
  }

  async reset() {
    try {
      await startOver();
    } catch (error) {
      this.notice(wordsOf(error));
      return;
    }
    this.memory.forgetTalks();
    this.recall();
    this.setPerson(this.talk.person);
  }

  recall() {
    const recalled = (person) => ({ person, entries: this.memory.talk(person), waiting: 0 });
    this.talks = { first: recalled("first"), member: recalled("member") };
  }

  draw() {
    const seen = this.talk.entries.filter((entry) => entry.kind === "bot" || entry.text);
    this.room.redraw(seen, this.look, this.talk.person);
    this.room.showTyping(this.talk.waiting > 0);
  }

  async deliver(entry, talk) {
    this.wait(talk, 1);
    try {
      const reply = await sendMessage({ ...entry.body, at: entry.at, person: talk.person });
      entry.status = "sent";
      delete entry.body; // a position is not kept once it has arrived
      this.answer(reply, talk);
    } catch (error) {
      this.fail(entry, talk, wordsOf(error));
    } finally {
      this.wait(talk, -1);
    }
  }

  answer(reply, talk) {
    const entry = { kind: "bot", id: this.newId(), at: new Date().toISOString(), reply };
    talk.entries.push(entry);
    if (talk !== this.talk) return;
    this.room.add(entry);
    this.panel.show(reply);
  }

  fail(entry, talk, words) {
    entry.status = "failed";
    entry.problem = words;
    if (!entry.text) this.forget(entry, talk); // a press that shows nothing is pressed again
    if (talk !== this.talk) return;
    if (entry.text) this.room.update(entry);
    else this.notice(words);
  }

  wait(talk, change) {
    talk.waiting += change;
    if (talk === this.talk) this.room.showTyping(talk.waiting > 0);
    this.keep(talk);
  }

  forget(entry, talk) {
    talk.entries = talk.entries.filter((other) => other !== entry);
    this.keep(talk);
  }

  keep(talk) {
    if (talk === this.talks[talk.person]) this.memory.keepTalk(talk.person, talk.entries);
  }

  newId() {
    return `${Date.now()}-${this.made++}`;
  }
}

function wordsOf(error) {
  if (error instanceof Trouble) return error.message;
  reportError(error);
  return TROUBLE.broken;
}

/** What a reload must not lose: the talk, the words being typed, look and person; in this tab only. */

const KEPT_ENTRIES = 80;

export class Memory {
  constructor(storage) {
    this.storage = storage;
  }

  /** One of the small choices ("look", "person", "draft"), or `otherwise`. */
  get(name, otherwise = "") {
    return this.storage.getItem(`naviyam.${name}`) ?? otherwise;
  }

  set(name, value) {
    this.write(name, value);
  }

  /** The talk of one person, oldest first. What was on its way when the page closed counts as not sent. */
  talk(person) {
    const entries = this.parse(this.get(`talk.${person}`, "[]"));
    return entries.map((entry) => (entry.status === "sending" ? { ...entry, status: "failed" } : entry));
  }

  /** Keeps the newest entries; fewer where the browser's room is used up. */
  keepTalk(person, entries) {
    for (let kept = KEPT_ENTRIES; kept > 0; kept = Math.floor(kept / 2)) {
      if (this.write(`talk.${person}`, JSON.stringify(entries.slice(-kept)))) return;
    }
  }

  forgetTalks() {
    for (const person of ["first", "member"]) this.storage.removeItem(`naviyam.talk.${person}`);
  }

  write(name, value) {
    try {
      this.storage.setItem(`naviyam.${name}`, value);
      return true;
    } catch {
      return false; // full
    }
  }

  parse(text) {
    try {
      const value = JSON.parse(text);
      return Array.isArray(value) ? value : [];
    } catch {
      return [];
    }
  }
}

/** The room on the screen: draws entries in the chosen look. Knows nothing of sending. */
import { el } from "./element.js";
import { drawKakao } from "./kakao.js";
import { kakaoReplies } from "./kakao-press.js";
import { drawLine, lineReplies } from "./line.js";
import { Scroll } from "./scroll.js";
import { clock, day, FIRST_WORDS, GREETING } from "./words.js";

const LOOKS = {
  kakao: {
    draw: (reply, act) => drawKakao(reply.kakao, act),
    replies: (reply, act) => kakaoReplies(reply.kakao, act),
  },
  line: { draw: (reply, act) => drawLine(reply.line, act), replies: (reply, act) => lineReplies(reply.line, act) },
};

export class Room {
  /** `act` is what presses may do: say, askPlace, notice, retry, drop. */
  constructor(root, act) {
    this.log = root.querySelector("#log");
    this.replies = root.querySelector("#replies");
    this.act = act;
    this.scroll = new Scroll(this.log, root.querySelector("#newer"));
    this.typing = bubbleRow([
      el(
        "p",
        { class: "bubble typing" },
        el("span", { class: "unseen" }, "나비얌이 쓰고 있어요"),
        el("i"),
        el("i"),
        el("i"),
      ),
    ]);
    this.nodes = new Map();
  }

  /** Draws the whole talk anew, silently: a screen reader has heard it already. */
  redraw(entries, look, person) {
    this.look = look;
    this.nodes.clear();
    this.lastDay = null;
    this.log.setAttribute("aria-live", "off");
    this.log.replaceChildren(this.greeting(person, entries.length === 0));
    for (const entry of entries) this.append(entry);
    this.offer(entries.at(-1));
    this.scroll.toEnd();
    requestAnimationFrame(() => this.log.setAttribute("aria-live", "polite"));
  }

  /** Adds a new entry below and keeps it in sight. */
  add(entry) {
    const wasNear = this.scroll.isNear() || entry.kind === "me";
    this.log.querySelector(".first-words")?.remove();
    const node = this.append(entry);
    this.offer(entry);
    this.scroll.follow(node, wasNear);
  }

  /** Draws an entry again after its state changed. */
  update(entry) {
    const node = this.draw(entry);
    this.nodes.get(entry.id)?.replaceWith(node);
    this.nodes.set(entry.id, node);
  }

  remove(entry) {
    this.nodes.get(entry.id)?.remove();
    this.nodes.delete(entry.id);
  }

  showTyping(on) {
    const wasNear = this.scroll.isNear();
    if (on) this.log.append(this.typing);
    else this.typing.remove();
    if (on && wasNear) this.scroll.toEnd();
  }

  append(entry) {
    this.separate(entry);
    const node = this.draw(entry);
    this.nodes.set(entry.id, node);
    if (this.typing.isConnected) this.typing.before(node);
    else this.log.append(node);
    return node;
  }

  separate(entry) {
    const today = day(entry.at);
    if (today === this.lastDay) return;
    this.lastDay = today;
    const node = el("p", { class: "day" }, el("span", {}, today));
    if (this.typing.isConnected) this.typing.before(node);
    else this.log.append(node);
  }

  draw(entry) {
    return entry.kind === "me" ? this.drawMine(entry) : this.drawAnswer(entry);
  }

  drawMine(entry) {
    const failed = entry.status === "failed";
    const mark = failed ? null : el("time", { class: "time", datetime: entry.at }, clock(entry.at));
    return el(
      "article",
      { class: failed ? "row mine failed" : "row mine" },
      el("span", { class: "unseen" }, "나: "),
      mark,
      el("p", { class: "bubble" }, entry.text),
      failed ? this.again(entry) : null,
    );
  }

  again(entry) {
    return el(
      "div",
      { class: "again" },
      el("p", {}, entry.problem ?? "보내지 못했어요."),
      el("button", { type: "button", on: { click: () => this.act.retry(entry) } }, "다시 보내기"),
      el("button", { type: "button", on: { click: () => this.act.drop(entry) } }, "지우기"),
    );
  }

  drawAnswer(entry) {
    return bubbleRow(LOOKS[this.look].draw(entry.reply, this.act), entry.at);
  }

  offer(entry) {
    const chips = entry?.kind === "bot" ? LOOKS[this.look].replies(entry.reply, this.act) : [];
    this.replies.replaceChildren(...chips);
    this.replies.hidden = chips.length === 0;
    this.replies.scrollLeft = 0;
  }

  greeting(person, isEmpty) {
    const node = bubbleRow([el("p", { class: "bubble" }, GREETING)]);
    if (!isEmpty) return node;
    const chips = FIRST_WORDS[person].map((words) =>
      el(
        "button",
        { type: "button", class: "first-word", on: { click: () => this.act.say(words, { text: words }) } },
        words,
      ),
    );
    node.append(el("div", { class: "first-words", role: "group", "aria-label": "이렇게 말해 보세요" }, chips));
    return node;
  }
}

/** The bot's side of the room: face, name, what it says, the time beside the last bubble. */
function bubbleRow(parts, at) {
  const last = parts.length - 1;
  const lines = parts.map((part, index) =>
    el(
      "div",
      { class: "line" },
      part,
      at && index === last ? el("time", { class: "time", datetime: at }, clock(at)) : null,
    ),
  );
  return el(
    "article",
    { class: "row theirs" },
    el("img", { class: "face", src: "/web/static/img/butterfly.svg", alt: "", width: 40, height: 40 }),
    el("p", { class: "name" }, "나비얌"),
    lines,
  );
}

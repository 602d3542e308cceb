/** Where the person types. Enter sends, Shift+Enter breaks the line; Korean half in composition is never sent twice. */

const IME_KEY = 229; // Safari ends a composition before its Enter arrives, marked only by this code

export class Composer {
  /** `onSend(words)` answers whether the words were taken; words that were not taken stay. */
  constructor(form, memory, onSend) {
    this.input = form.querySelector("textarea");
    this.memory = memory;
    this.onSend = onSend;
    this.composing = false;
    this.sendAfterComposing = false;
    this.input.value = memory.get("draft");
    this.listen(form);
    this.fit();
  }

  listen(form) {
    this.input.addEventListener("compositionstart", () => (this.composing = true));
    this.input.addEventListener("compositionend", () => this.composed());
    this.input.addEventListener("keydown", (event) => this.pressed(event));
    this.input.addEventListener("input", () => this.changed());
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
  }

  pressed(event) {
    if (event.key !== "Enter" || event.shiftKey) return;
    if (event.isComposing || event.keyCode === IME_KEY) return;
    event.preventDefault();
    if (!event.repeat) this.submit();
  }

  composed() {
    this.composing = false;
    if (!this.sendAfterComposing) return;
    this.sendAfterComposing = false;
    setTimeout(() => this.submit()); // the last letter is in the field only after this event
  }

  submit() {
    if (this.composing) {
      this.sendAfterComposing = true;
      this.input.blur(); // makes the input method finish its letter
      this.input.focus();
      return;
    }
    const words = this.input.value.trim();
    if (!words || !this.onSend(words)) return;
    this.input.value = "";
    this.changed();
    this.input.focus();
  }

  changed() {
    this.memory.set("draft", this.input.value);
    this.fit();
  }

  fit() {
    this.input.style.height = "auto";
    this.input.style.height = `${this.input.scrollHeight}px`;
  }
}

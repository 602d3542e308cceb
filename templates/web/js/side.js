/** The side: a column beside the chat on a wide screen, a drawer over it on a phone. */

const WIDE = "(min-width: 60rem)";

export class Side {
  constructor(root) {
    this.side = root.querySelector("#side");
    this.chat = root.querySelector("#chat");
    this.shade = root.querySelector("#shade");
    this.opener = root.querySelector("#open-side");
    this.closer = root.querySelector("#close-side");
    this.wide = matchMedia(WIDE);
    this.listen(root);
    this.set(false);
  }

  listen(root) {
    this.opener.addEventListener("click", () => this.open());
    this.closer.addEventListener("click", () => this.close());
    this.shade.addEventListener("click", () => this.close());
    this.wide.addEventListener("change", () => this.set(false));
    root.addEventListener("keydown", (event) => event.key === "Escape" && this.isOpen && this.close());
  }

  open() {
    this.set(true);
    this.closer.focus();
  }

  close() {
    this.set(false);
    this.opener.focus();
  }

  set(open) {
    this.isOpen = open && !this.wide.matches;
    this.side.classList.toggle("open", this.isOpen);
    this.side.inert = !this.isOpen && !this.wide.matches;
    this.chat.inert = this.isOpen;
    this.shade.hidden = !this.isOpen;
    this.opener.setAttribute("aria-expanded", String(this.isOpen));
  }
}

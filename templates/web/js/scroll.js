/** Keeps the newest words in sight, unless the person is reading further up; then a button leads back. */

const NEAR_PX = 80;

export class Scroll {
  constructor(log, newer) {
    this.log = log;
    this.newer = newer;
    newer.addEventListener("click", () => this.toEnd());
    log.addEventListener("scroll", () => this.isNear() && (newer.hidden = true), { passive: true });
    this.height = log.clientHeight;
    new ResizeObserver(() => this.resized()).observe(log);
  }

  isNear() {
    return this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < NEAR_PX;
  }

  toEnd() {
    this.log.scrollTop = this.log.scrollHeight;
    this.newer.hidden = true;
  }

  /** Brings a new answer into sight from its beginning, where the person was following. */
  follow(node, wasNear) {
    if (!wasNear) {
      this.newer.hidden = false;
      return;
    }
    this.toEnd();
    const above = this.log.getBoundingClientRect().top - node.getBoundingClientRect().top;
    if (above > 0) this.log.scrollTop -= above + 12;
  }

  resized() {
    const grown = this.log.clientHeight - this.height;
    const wasNear = this.log.scrollHeight - this.log.scrollTop - this.height < NEAR_PX;
    this.height = this.log.clientHeight;
    if (grown && wasNear) this.toEnd(); // a keyboard came or went
  }
}

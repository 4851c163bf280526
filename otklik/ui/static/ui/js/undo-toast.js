// <undo-toast data-seconds>: leaves by itself, but not while one reads or reaches for it; its button takes the deed back.
class UndoToast extends HTMLElement {
  connectedCallback() {
    const seconds = Number(this.dataset.seconds ?? 8);
    this.left = seconds * 1000;
    if (seconds) this.run();
    this.addEventListener("pointerenter", () => this.hold());
    this.addEventListener("pointerleave", () => this.run());
    this.addEventListener("focusin", () => this.hold());
    this.addEventListener("focusout", () => this.run());
    this.addEventListener("htmx:afterRequest", event => event.detail.successful && this.remove());
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
  }

  run() {
    if (!this.left || this.matches(":hover, :focus-within")) return;
    this.began = Date.now();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.remove(), this.left);
  }

  hold() {
    if (!this.began) return;
    clearTimeout(this.timer);
    this.left = Math.max(2000, this.left - (Date.now() - this.began));
    this.began = 0;
  }
}

customElements.define("undo-toast", UndoToast);

// <undo-countdown data-ends>: the seconds for which words can be taken back; then they have left.
import { seconds } from "../../ui/js/time.js";

class UndoCountdown extends HTMLElement {
  connectedCallback() {
    this.tick();
    this.timer = setInterval(() => this.tick(), 500);
  }

  disconnectedCallback() {
    clearInterval(this.timer);
  }

  tick() {
    const left = Math.ceil(this.dataset.ends - seconds());
    const shown = this.querySelector("[data-left]");
    if (left > 0) return shown && (shown.textContent = left);
    this.closest(".msg")?.classList.remove("pending");
    return this.remove();
  }
}

customElements.define("undo-countdown", UndoCountdown);

// <clock-chip data-fill data-degree data-began data-ends data-passed>: fills its segments; with both bounds it goes on by
// itself, and once it is broken (passed) it says for how long.
import { duration, left, seconds, unwatch, watch } from "./time.js";

class ClockChip extends HTMLElement {
  connectedCallback() {
    this.style.setProperty("--fill", this.dataset.fill);
    if (this.dataset.ends || this.dataset.passed) watch(this);
  }

  disconnectedCallback() {
    unwatch(this);
  }

  tick() {
    const { began, ends, passed, pattern } = this.dataset;
    if (ends) this.advance(began, ends);
    const remains = ends - seconds();
    const text = passed ? `+${duration(seconds() - passed)}` : left(remains);
    const shown = pattern && remains >= 0 ? pattern.replace("{}", text) : text;
    const bold = this.querySelector("b");
    if (bold.textContent !== shown) bold.textContent = shown;
  }

  advance(began, ends) {
    const [length, remains] = [ends - began, ends - seconds()];
    const done = Math.min(1, Math.max(0, 1 - remains / length));
    this.style.setProperty("--fill", Math.floor(Number(this.dataset.fill)) + done);
    this.toggleAttribute("data-soon", this.dataset.degree === "0" && remains >= 0 && remains < length * 0.15);
  }
}

customElements.define("clock-chip", ClockChip);

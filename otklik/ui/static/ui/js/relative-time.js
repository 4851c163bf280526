// <relative-time data-since data-pattern="не принято {}">: a length of time that grows while one looks; with data-until
// instead it is what remains, and shrinks.
import { duration, left, seconds, unwatch, watch } from "./time.js";

class RelativeTime extends HTMLElement {
  connectedCallback() {
    watch(this);
  }

  disconnectedCallback() {
    unwatch(this);
  }

  tick() {
    const { since, until, pattern } = this.dataset;
    const length = until ? left(Math.max(0, until - seconds())) : duration(seconds() - since);
    const text = pattern.replace("{}", length);
    if (this.textContent !== text) this.textContent = text;
  }
}

customElements.define("relative-time", RelativeTime);

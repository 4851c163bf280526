// <relative-time data-since data-pattern="не принято {}">: a length of time that grows while one looks.
import { duration, seconds, unwatch, watch } from "./time.js";

class RelativeTime extends HTMLElement {
  connectedCallback() {
    watch(this);
  }

  disconnectedCallback() {
    unwatch(this);
  }

  tick() {
    const text = this.dataset.pattern.replace("{}", duration(seconds() - this.dataset.since));
    if (this.textContent !== text) this.textContent = text;
  }
}

customElements.define("relative-time", RelativeTime);

// <presence-mark data-url>: says every half a minute that one looks here, or types; and once that one has left.
const EVERY = 30_000;
const TYPING = 8_000;

class PresenceMark extends HTMLElement {
  connectedCallback() {
    const { signal } = (this.ending = new AbortController());
    document.addEventListener("input", event => event.target.matches("#composer textarea") && this.types(), { signal });
    document.addEventListener("visibilitychange", () => this.say(document.hidden ? "" : "looks"), { signal });
    addEventListener("pagehide", () => this.say(""), { signal });
    addEventListener("pageshow", event => event.persisted && this.say("looks"), { signal });
    this.timer = setInterval(() => document.hidden || this.say(this.doing, true), EVERY);
    this.say("looks");
  }

  disconnectedCallback() {
    this.ending.abort();
    clearInterval(this.timer);
  }

  types() {
    clearTimeout(this.pause);
    this.pause = setTimeout(() => this.say("looks"), TYPING);
    this.say("types");
  }

  say(doing, again = false) {
    if (doing === this.doing && !again) return;
    this.doing = doing;
    const headers = JSON.parse(document.body.getAttribute("hx-headers"));
    fetch(this.dataset.url, { method: "POST", body: new URLSearchParams({ doing }), headers, keepalive: true }).catch(() => {});
  }
}

customElements.define("presence-mark", PresenceMark);

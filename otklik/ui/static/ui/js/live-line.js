// <live-line after="5012">: one EventSource for the whole browser (F2). The page that holds the lock reads /events and
// passes names on to the others. `after` is where the names stood when the page was made: what came since comes again.
import { hear } from "./live-names.js";

const REMEMBERED = 100; // messages, for pages that have just opened
const locks = navigator.locks; // only with https; without them each page in sight has a line of its own

class LiveLine extends HTMLElement {
  connectedCallback() {
    const { signal } = (this.ending = new AbortController());
    const ended = new Promise(resolve => signal.addEventListener("abort", resolve));
    const look = () => (document.hidden ? this.hangUp() : this.source ?? this.connect());
    Object.assign(this, { position: Number(this.getAttribute("after")), recent: [], page: Math.random() });
    this.channel = new BroadcastChannel("otklik-live");
    this.channel.onmessage = ({ data }) => (data.hello ? this.greet(data) : this.pass(data));
    this.channel.postMessage({ hello: true, after: this.position, page: this.page });
    if (locks) return locks.request("otklik-live", { signal }, () => this.connect() ?? ended).catch(() => {});
    document.addEventListener("visibilitychange", look, { signal });
    look();
  }

  disconnectedCallback() {
    this.ending.abort();
    this.channel.close();
    this.hangUp();
  }

  connect(wait = 2000) {
    this.hangUp();
    this.since ??= this.position;
    this.source = new EventSource(`/events?after=${this.position || ""}`);
    this.source.onopen = () => (wait = 2000);
    this.source.onmessage = ({ data, lastEventId }) => {
      const message = { names: data.split("\n"), id: Number(lastEventId) };
      this.recent = [...this.recent, message].slice(-REMEMBERED);
      this.channel.postMessage(message);
      this.pass(message);
    };
    this.source.onerror = () => {
      if (this.source.readyState !== EventSource.CLOSED) return; // the browser comes back by itself
      this.again = setTimeout(() => this.connect(Math.min(2 * wait, 300_000)), wait);
    };
  }

  hangUp() {
    clearTimeout(this.again);
    this.source = this.source?.close();
  }

  pass({ names, id, page = this.page }) {
    if (page !== this.page) return;
    this.position = id;
    hear(names);
  }

  greet({ after, page }) {
    if (this.source?.readyState === EventSource.CLOSED) this.connect(); // perhaps somebody has signed in again
    if (!this.source || !after || after >= this.position) return;
    const known = after >= this.since && (this.recent.length < REMEMBERED || this.recent[0].id <= after);
    const names = known ? this.recent.filter(({ id }) => id > after).flatMap(one => one.names) : ["resync"];
    if (names.length) this.channel.postMessage({ names, id: this.position, page });
  }
}

customElements.define("live-line", LiveLine);

// <draft-keeper data-url data-name> around a form: what is typed is kept on the server, and in this browser until the
// server has it. Without data-url (a guest) only in this browser. The form itself may be replaced by an answer.
const PAUSE = 700;
const TEXTS = "textarea[name=body]";

class DraftKeeper extends HTMLElement {
  connectedCallback() {
    this.timers = new Map();
    this.querySelectorAll(TEXTS).forEach(text => this.restore(text));
    this.addEventListener("input", event => event.target.matches(TEXTS) && this.changed(event.target));
    this.addEventListener("submit", event => this.rest(event.target));
    // before the swap: a keeper that comes with the answer must not find the old text
    this.addEventListener("htmx:beforeOnLoad", ({ detail }) => detail.xhr.status < 300 && detail.elt.matches("form") && this.forget());
    addEventListener("pagehide", (this.leave = () => this.timers.forEach((_, text) => this.save(text))));
  }

  disconnectedCallback() {
    removeEventListener("pagehide", this.leave);
  }

  place(text) {
    return `draft:${this.dataset.name}:${text.dataset.mode ?? ""}`;
  }

  restore(text) {
    const kept = localStorage.getItem(this.place(text));
    if (!kept || kept === text.value) return;
    text.value = kept;
    this.changed(text);
  }

  changed(text) {
    localStorage.setItem(this.place(text), text.value);
    clearTimeout(this.timers.get(text));
    this.timers.set(text, setTimeout(() => this.save(text), PAUSE));
  }

  async save(text) {
    clearTimeout(this.timers.get(text));
    this.timers.delete(text);
    if (!this.dataset.url) return;
    const data = new URLSearchParams({ body: text.value, mode: text.dataset.mode ?? "" });
    const headers = { "X-CSRFToken": text.form.elements.csrfmiddlewaretoken?.value ?? "" };
    const answer = await fetch(this.dataset.url, { method: "POST", body: data, headers, keepalive: true }).catch(() => null);
    if (answer?.ok && text.value === data.get("body")) localStorage.removeItem(this.place(text));
  }

  rest(form) {
    this.sent = [...form.querySelectorAll(`${TEXTS}:enabled`)]; // another mode may be chosen until the answer comes
    this.sent.forEach(text => {
      clearTimeout(this.timers.get(text));
      this.timers.delete(text);
    });
  }

  forget() {
    this.sent?.forEach(text => localStorage.removeItem(this.place(text)));
  }
}

customElements.define("draft-keeper", DraftKeeper);

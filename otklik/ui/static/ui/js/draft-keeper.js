// <draft-keeper data-url data-name> around a form: what is typed is kept on the server, and in this browser until the
// server has it. Without data-url (a guest) only in this browser.
const PAUSE = 700;

class DraftKeeper extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.timers = new Map();
    this.texts.forEach(text => this.restore(text));
    this.addEventListener("input", event => event.target.matches("textarea[name=body]") && this.changed(event.target));
    this.addEventListener("htmx:afterRequest", event => event.detail.successful && event.detail.elt === this.form && this.forget());
    this.form.addEventListener("submit", () => this.timers.forEach(timer => clearTimeout(timer)));
    this.leave = () => this.timers.forEach((_, text) => this.save(text));
    addEventListener("pagehide", this.leave);
  }

  disconnectedCallback() {
    removeEventListener("pagehide", this.leave);
  }

  get texts() {
    return [...this.querySelectorAll("textarea[name=body]")];
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
    this.timers.delete(text);
    if (!this.dataset.url) return;
    const [body, place] = [text.value, this.place(text)];
    const token = this.form.elements.csrfmiddlewaretoken?.value ?? "";
    const data = new URLSearchParams({ body, mode: text.dataset.mode ?? "" });
    const answer = await fetch(this.dataset.url, { method: "POST", body: data, headers: { "X-CSRFToken": token }, keepalive: true }).catch(() => null);
    if (answer?.ok && text.value === body) localStorage.removeItem(place);
  }

  forget() {
    this.timers.forEach(timer => clearTimeout(timer));
    this.timers.clear();
    this.texts.filter(text => !text.disabled).forEach(text => localStorage.removeItem(this.place(text)));
  }
}

customElements.define("draft-keeper", DraftKeeper);

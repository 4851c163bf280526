// <reply-hints data-url> in the composer: after a pause of typing the rules of style say, quietly, what to look at
// again. A press on the words selects them, on the suggestion puts it there. Nothing is sent or stopped by it.
const PAUSE = 800;

class ReplyHints extends HTMLElement {
  connectedCallback() {
    this.form = this.closest("form");
    this.unwanted = new Set(); // rules that this author has just called wrong or not theirs
    this.form.addEventListener("input", event => event.target.matches("textarea, [name=copy]") && this.typed());
    this.form.addEventListener("change", event => event.target.matches("[type=file]") && this.later());
    this.addEventListener("click", event => this.pressed(event.target));
    if (this.text?.value.trim()) this.later(0);
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
  }

  get text() {
    return this.form.querySelector("textarea:enabled");
  }

  typed() {
    for (const menu of this.querySelectorAll("details[open]")) menu.open = false;
    this.later();
  }

  later(pause = PAUSE) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.look(), pause);
  }

  // A menu that somebody has open is not taken from under their hand.
  get isHeld() {
    return this.contains(document.activeElement) || this.querySelector(":popover-open, details[open]") !== null;
  }

  async look() {
    if (this.isHeld) return this.later();
    const { value } = this.text;
    const mode = this.form.elements.mode.value;
    if (mode === "note" || !value.trim()) return this.replaceChildren();
    const data = new URLSearchParams({ body: value, mode });
    if (this.form.querySelector(`[data-files="${mode}"] li`)) data.set("files", "");
    if (this.form.querySelector("[name=copy]:checked")) data.set("many", "");
    const answer = await this.post(this.dataset.url, data);
    if (!answer?.ok || value !== this.text.value) return undefined;
    const found = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("#style-found");
    if (this.isHeld) return this.later();
    for (const row of found.querySelectorAll("[data-rule]")) if (this.unwanted.has(row.dataset.rule)) row.remove();
    return found.querySelector("li") ? this.replaceChildren(found) : this.replaceChildren();
  }

  post(url, body) {
    const headers = { ...JSON.parse(document.body.getAttribute("hx-headers")), "HX-Request": "true" };
    return fetch(url, { method: "POST", body, headers }).catch(() => null);
  }

  pressed(target) {
    const row = target.closest("[data-rule]");
    const verdict = target.closest("[data-verdict]")?.dataset.verdict;
    if (!row) return;
    if (target.closest("[data-find]")) this.select(row);
    if (target.closest("[data-mend]")) this.mend(row);
    if (verdict) this.judge(row, verdict);
  }

  select(row) {
    const [start, end] = JSON.parse(row.dataset.places)[0] ?? [0, 0];
    this.text.focus();
    this.text.setSelectionRange(start, end);
  }

  mend(row) {
    const { text } = this;
    for (const [start, end, instead] of JSON.parse(row.dataset.places).reverse()) text.setRangeText(instead, start, end, "end");
    text.focus();
    this.judge(row, "accepted");
    text.dispatchEvent(new Event("input", { bubbles: true }));
    this.later(0);
  }

  judge(row, verdict) {
    this.post(row.dataset.judge, new URLSearchParams({ verdict }));
    row.remove();
    if (verdict === "accepted") return;
    this.unwanted.add(row.dataset.rule);
    this.text.focus();
  }
}

customElements.define("reply-hints", ReplyHints);

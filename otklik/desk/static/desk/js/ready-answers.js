// <ready-answers data-url> in the composer: «/» and a few letters offer ready answers, its button offers
// them all; arrows, Enter and Tab choose. What nobody knows stands in ⟦brackets⟧: the first of them is selected.
const ASKED = /(?:^|\s)\/((?! )[\p{L}\p{N}\-.,;'[\]` ]{0,40})$/u;
const GAP = /⟦[^⟦⟧\n]*⟧/u;

class ReadyAnswers extends HTMLElement {
  connectedCallback() {
    this.form = this.closest("form");
    this.list = Object.assign(document.createElement("div"), { className: "menu canned", hidden: true, id: "ready-answers" });
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", this.dataset.label);
    this.form.querySelector(".composer-box").append(this.list);
    this.form.addEventListener("input", event => event.target.matches("textarea") && this.look(event.target));
    this.form.addEventListener("keydown", event => this.pressed(event), { capture: true });
    this.form.addEventListener("focusout", event => this.form.contains(event.relatedTarget) || this.hide());
    this.list.addEventListener("mousedown", event => event.target.closest("a") || event.preventDefault());
    this.list.addEventListener("click", event => this.pick(event.target.closest("[data-ready]")));
    this.querySelector("button").addEventListener("click", () => this.begin());
  }

  begin() {
    const text = this.form.querySelector("textarea:enabled");
    const before = text.value.slice(0, text.selectionStart);
    text.setRangeText(/\S$/.test(before) ? " /" : "/", text.selectionStart, text.selectionEnd, "end");
    text.focus();
    text.dispatchEvent(new Event("input", { bubbles: true }));
  }

  async look(text) {
    const asked = ASKED.exec(text.value.slice(0, text.selectionStart));
    this.text = text;
    this.asked = asked?.[1];
    if (!asked || text.dataset.mode === "note") return this.hide();
    const answer = await fetch(`${this.dataset.url}?q=${encodeURIComponent(asked[1])}`, { headers: { "HX-Request": "true" } }).catch(() => null);
    if (!answer?.ok || this.asked !== asked[1]) return undefined;
    const found = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("#ready-found");
    if (asked[1].includes(" ") && !found.querySelector("[data-ready]")) return this.hide(); // an ordinary slash
    this.list.replaceChildren(...found.children);
    this.list.hidden = false;
    return this.mark(0);
  }

  get options() {
    return [...this.list.querySelectorAll("[data-ready]")];
  }

  mark(at) {
    this.at = (at + this.options.length) % (this.options.length || 1);
    this.options.forEach((one, place) => one.setAttribute("aria-selected", place === this.at));
    this.options[this.at]?.scrollIntoView({ block: "nearest" });
    if (this.options[this.at]) this.text.setAttribute("aria-activedescendant", this.options[this.at].id);
  }

  pressed(event) {
    if (this.list.hidden) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const picks = ["Enter", "Tab"].includes(event.key) && !event.ctrlKey && !event.metaKey && this.options.length;
    if (!step && !picks && event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    if (step) this.mark(this.at + step);
    else if (picks) this.pick(this.options[this.at]);
    else this.hide();
  }

  pick(option) {
    if (!option) return;
    const end = this.text.selectionStart;
    const start = end - this.asked.length - 1;
    const { ready, body, files, end: turn } = option.dataset;
    this.text.setRangeText(body, start, end, "end");
    this.note(ready);
    const select = this.form.elements.end;
    if (turn && select) {
      select.value = turn;
      select.dispatchEvent(new Event("change", { bubbles: true }));
    }
    if (files) this.enclose(files);
    this.hide();
    this.text.dispatchEvent(new Event("input", { bubbles: true }));
    this.text.focus();
    const gap = GAP.exec(body);
    if (gap) this.text.setSelectionRange(start + gap.index, start + gap.index + gap[0].length);
  }

  note(ready) {
    const field = Object.assign(document.createElement("input"), { type: "hidden", name: "ready", value: ready });
    if (!this.form.querySelector(`input[name=ready][value="${ready}"]`)) this.form.append(field);
  }

  async enclose(url) {
    const mode = this.form.elements.mode.value;
    const headers = { ...JSON.parse(document.body.getAttribute("hx-headers")), "HX-Request": "true" };
    const answer = await fetch(url, { method: "POST", body: new URLSearchParams({ mode }), headers }).catch(() => null);
    if (!answer?.ok) return;
    const sent = new DOMParser().parseFromString(await answer.text(), "text/html").querySelectorAll("li");
    const list = this.form.querySelector(`[data-files="${mode}"]`);
    list.append(...sent);
    list.hidden = false;
    this.form.querySelector("upload-drop")?.keep(list, mode);
  }

  hide() {
    this.list.hidden = true;
    this.asked = null;
    this.text?.removeAttribute("aria-activedescendant");
  }
}

customElements.define("ready-answers", ReadyAnswers);

// <mention-box data-url> around a form: @ and the beginning of a name offer colleagues; arrows, Enter and Tab choose.
const CALL = /(?:^|[\s(«"])@([\p{L}-]*(?: \p{L}*)?)$/u;

class MentionBox extends HTMLElement {
  connectedCallback() {
    this.list = Object.assign(document.createElement("div"), { className: "menu mentions", hidden: true, id: "mentions" });
    this.list.setAttribute("role", "listbox");
    this.querySelector(".composer-box")?.append(this.list);
    this.addEventListener("input", event => event.target.matches("textarea") && this.look(event.target));
    this.addEventListener("keydown", event => this.pressed(event), { capture: true });
    this.addEventListener("focusout", event => this.list.contains(event.relatedTarget) || this.hide());
    this.list.addEventListener("mousedown", event => event.preventDefault());
    this.list.addEventListener("click", event => this.pick(event.target.closest("[data-person]")));
  }

  async look(text) {
    const called = CALL.exec(text.value.slice(0, text.selectionStart));
    this.text = text;
    this.called = called?.[1];
    if (!called) return this.hide();
    const answer = await fetch(`${this.dataset.url}?q=${encodeURIComponent(called[1])}`, { headers: { "HX-Request": "true" } }).catch(() => null);
    if (!answer?.ok || this.called !== called[1]) return undefined;
    const found = new DOMParser().parseFromString(await answer.text(), "text/html").querySelectorAll("[data-person]");
    this.list.replaceChildren(...found);
    this.list.hidden = !found.length;
    return this.mark(0);
  }

  get people() {
    return [...this.list.querySelectorAll("[data-person]")];
  }

  mark(at) {
    this.at = (at + this.people.length) % (this.people.length || 1);
    this.people.forEach((one, place) => {
      one.setAttribute("role", "option");
      one.setAttribute("aria-selected", place === this.at);
    });
  }

  pressed(event) {
    if (this.list.hidden) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const picks = ["Enter", "Tab"].includes(event.key) && !event.ctrlKey && !event.metaKey;
    if (!step && !picks && event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    if (step) this.mark(this.at + step);
    else if (picks) this.pick(this.people[this.at]);
    else this.hide();
  }

  pick(person) {
    if (!person) return;
    const end = this.text.selectionStart;
    this.text.setRangeText(`@${person.dataset.name} `, end - this.called.length - 1, end, "end");
    this.text.dispatchEvent(new Event("input", { bubbles: true }));
    this.hide();
  }

  hide() {
    this.list.hidden = true;
    this.called = null;
  }
}

customElements.define("mention-box", MentionBox);

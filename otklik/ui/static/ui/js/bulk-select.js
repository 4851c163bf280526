// <bulk-select> around a list and its .bulk-bar: counts what is chosen, Shift chooses up to here, Esc lets go. A row that is
// fetched anew while it is chosen stays chosen.
class BulkSelect extends HTMLElement {
  connectedCallback() {
    this.addEventListener("change", () => this.show());
    this.addEventListener("click", event => this.clicked(event));
    this.addEventListener("htmx:beforeSwap", ({ detail }) => (this.kept = detail.requestConfig?.verb === "get" ? this.chosen : []));
    this.after = () => this.restore();
    document.addEventListener("htmx:afterRequest", this.after);
    this.show();
  }

  disconnectedCallback() {
    document.removeEventListener("htmx:afterRequest", this.after);
  }

  get boxes() {
    return [...this.querySelectorAll('.sel input[type="checkbox"]')];
  }

  get chosen() {
    return this.boxes.filter(box => box.checked).map(box => box.value);
  }

  restore() {
    this.boxes.filter(box => this.kept?.includes(box.value)).forEach(box => (box.checked = true));
    this.kept = [];
    this.show();
  }

  clicked(event) {
    if (event.target.closest("[data-clear]")) this.clear();
    if (!event.target.matches('.sel input[type="checkbox"]')) return;
    const boxes = this.boxes;
    const [from, to] = [boxes.indexOf(this.last), boxes.indexOf(event.target)].sort((a, b) => a - b);
    if (event.shiftKey && from >= 0) boxes.slice(from, to + 1).forEach(box => (box.checked = event.target.checked));
    this.last = event.target;
    this.show();
  }

  clear() {
    this.boxes.forEach(box => (box.checked = false));
    this.show();
    this.querySelector("[data-cursor] .subject")?.focus();
  }

  show() {
    const chosen = this.chosen.length;
    const bar = this.querySelector(".bulk-bar");
    this.querySelector(".ticket-list")?.classList.toggle("selecting", chosen > 0);
    if (!bar) return;
    bar.hidden = !chosen;
    const count = bar.querySelector("[data-chosen]");
    count.textContent = count.dataset.chosen.replace("{count}", chosen);
  }
}

customElements.define("bulk-select", BulkSelect);

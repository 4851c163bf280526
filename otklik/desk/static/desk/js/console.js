// The lead's console: a request is dragged to a person or a line; what it is dropped on is chosen in the dialog that the
// button of each request opens, too. Nothing is drawn anew under a hand that drags.
import "./shown-dialog.js";

class ReassignBoard extends HTMLElement {
  connectedCallback() {
    this.addEventListener("dragstart", event => this.take(event));
    this.addEventListener("dragover", event => this.hover(event));
    this.addEventListener("dragleave", event => this.leave(event));
    this.addEventListener("drop", event => this.put(event));
    this.addEventListener("dragend", () => this.end());
    this.addEventListener("htmx:beforeSwap", event => this.hold(event));
    this.addEventListener("htmx:afterSwap", () => this.fold());
    this.addEventListener("toggle", event => this.remember(event), true);
    this.folded = new Set();
  }

  take(event) {
    const card = event.target.closest?.("[data-move]");
    if (!card) return;
    this.move = card.dataset.move;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", this.move);
    card.toggleAttribute("data-dragged", true);
    this.toggleAttribute("data-dragging", true);
  }

  hover(event) {
    const place = this.move && event.target.closest("[data-to]");
    if (!place) return;
    event.preventDefault();
    place.toggleAttribute("data-over", true);
  }

  leave(event) {
    const place = event.target.closest?.("[data-to]");
    if (place && !place.contains(event.relatedTarget)) place.removeAttribute("data-over");
  }

  put(event) {
    const place = this.move && event.target.closest("[data-to]");
    if (!place) return;
    event.preventDefault();
    const address = `${this.move}?to=${encodeURIComponent(place.dataset.to)}`;
    window.htmx?.ajax("GET", address, { target: "#dialog", swap: "innerHTML" });
  }

  end() {
    this.move = null;
    this.removeAttribute("data-dragging");
    for (const mark of ["data-over", "data-dragged"]) {
      this.querySelectorAll(`[${mark}]`).forEach(each => each.removeAttribute(mark));
    }
    if (this.isLate) this.dispatchEvent(new CustomEvent("live:desk", { bubbles: true }));
    this.isLate = false;
  }

  hold(event) {
    if (!this.move) return;
    event.detail.shouldSwap = false;
    this.isLate = true;
  }

  remember({ target }) {
    if (target.matches?.("details[id]")) this.folded[target.open ? "delete" : "add"](target.id);
  }

  fold() {
    for (const id of this.folded) document.getElementById(id)?.removeAttribute("open");
  }
}

customElements.define("reassign-board", ReassignBoard);

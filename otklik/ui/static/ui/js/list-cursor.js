// <list-cursor> around rows: J and K walk, X selects; S and L, that do something with the selected, select the row first when
// nothing is. The cursor is the real focus of the row's link, and stays on its row when that is fetched anew.
import { chord, isCommand } from "./keys.js";

class ListCursor extends HTMLElement {
  connectedCallback() {
    this.press = event => this.pressed(event);
    document.addEventListener("keydown", this.press);
    this.addEventListener("focusin", event => this.mark(event.target.closest(".ticket-row")));
    this.addEventListener("htmx:beforeSwap", () => (this.kept = this.current?.id ?? this.kept));
    this.addEventListener("htmx:afterSettle", () => !this.current && this.mark(document.getElementById(this.kept)));
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.press);
  }

  get rows() {
    return [...this.querySelectorAll(".ticket-row")];
  }

  get current() {
    return this.querySelector(".ticket-row[data-cursor]");
  }

  pressed(event) {
    if (!isCommand(event)) return;
    const keys = chord(event);
    if (["KeyS", "KeyL"].includes(keys) && !this.querySelector(".sel :checked")) return this.pick(event);
    const command = { KeyJ: () => this.go(1), KeyK: () => this.go(-1), KeyX: () => this.pick(event), "Shift+KeyX": () => this.pick(event) }[keys];
    if (!command) return;
    event.preventDefault();
    command();
  }

  go(step) {
    const rows = this.rows;
    const at = rows.indexOf(this.current);
    const row = rows[at < 0 ? 0 : Math.max(0, Math.min(rows.length - 1, at + step))];
    row?.querySelector(".subject").focus();
    row?.scrollIntoView({ block: "nearest" });
  }

  pick(event) {
    const box = this.current?.querySelector("input[type=checkbox]");
    box?.dispatchEvent(new MouseEvent("click", { shiftKey: event.shiftKey, bubbles: true, cancelable: true }));
  }

  mark(row) {
    if (!row || row === this.current) return;
    this.current?.removeAttribute("data-cursor");
    row.setAttribute("data-cursor", "");
  }
}

customElements.define("list-cursor", ListCursor);

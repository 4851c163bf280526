// <hot-keys data-off>: a key presses what carries data-key: "KeyA", "Control+KeyK", "KeyG KeyU" (one after the other).
// Codes, not letters, so that they work in the Russian layout; the bar of the selected comes first, then the row under the
// cursor; ? shows them all.
import { chord, isCommand } from "./keys.js";

const PATIENCE = 1500; // ms between the two keys of a sequence

class HotKeys extends HTMLElement {
  connectedCallback() {
    this.first = "";
    this.press = event => this.pressed(event);
    document.addEventListener("keydown", this.press);
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.press);
  }

  pressed(event) {
    if (!isCommand(event)) return;
    const keys = chord(event);
    const found = this.find(`${this.first} ${keys}`) ?? this.find(keys);
    clearTimeout(this.timer);
    this.first = document.querySelector(`[data-key^="${keys} "]`) ? keys : "";
    this.timer = setTimeout(() => (this.first = ""), PATIENCE);
    if (event.key === "?" || keys === "Shift+Slash") return this.showAll(event);
    if (!found) return;
    event.preventDefault();
    this.first = "";
    if (found.matches("input, textarea, select")) found.focus();
    else found.click();
  }

  find(keys) {
    const all = [...document.querySelectorAll(`[data-cursor] [data-key="${keys}"], [data-key="${keys}"]`)];
    const seen = all.filter(element => element.checkVisibility() && !element.disabled);
    const inside = place => seen.find(element => element.closest(place));
    return inside(".bulk-bar") ?? inside("[data-cursor]") ?? seen[0];
  }

  showAll(event) {
    event.preventDefault();
    const dialog = document.getElementById("keys");
    if (dialog && !dialog.open) dialog.showModal();
  }
}

customElements.define("hot-keys", HotKeys);

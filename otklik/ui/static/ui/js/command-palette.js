// <command-palette> around its dialog: Ctrl K opens, arrows choose, Enter opens; data-presses="KeyA" presses a key's button.
import { chord } from "./keys.js";

class CommandPalette extends HTMLElement {
  connectedCallback() {
    this.dialog = this.querySelector("dialog");
    this.input = this.querySelector("input");
    this.press = event => chord(event) === "Control+KeyK" && this.open(event);
    document.addEventListener("keydown", this.press);
    this.dialog.addEventListener("opened", () => this.ask());
    this.input.addEventListener("keydown", event => this.walk(event));
    this.addEventListener("htmx:afterSettle", () => this.choose(0));
    this.addEventListener("click", event => this.run(event.target.closest("[role=option]")));
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.press);
  }

  get options() {
    return [...this.querySelectorAll("[role=option]")];
  }

  open(event) {
    event.preventDefault();
    if (!this.dialog.open) this.dialog.showModal();
    this.ask();
  }

  ask() {
    this.input.select();
    this.input.dispatchEvent(new Event("open"));
  }

  choose(index) {
    const options = this.options;
    if (!options.length) return this.input.removeAttribute("aria-activedescendant");
    this.at = (index + options.length) % options.length;
    options.forEach((option, place) => option.setAttribute("aria-selected", place === this.at));
    options[this.at].scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", options[this.at].id);
  }

  walk(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.choose((this.at ?? -1) + step);
    else if (event.key === "Enter") this.options[this.at]?.click();
    else return;
    event.preventDefault();
  }

  run(option) {
    if (!option) return;
    this.dialog.close();
    const key = option.dataset.presses;
    const pressed = key && (document.querySelector(`[data-cursor] [data-key="${key}"]`) ?? document.querySelector(`[data-key="${key}"]`));
    pressed?.click();
  }
}

customElements.define("command-palette", CommandPalette);

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
    this.addEventListener("htmx:afterSettle", () => this.found());
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

  // a command whose button this page does not have is none
  found() {
    this.options.filter(option => option.dataset.presses && !this.button(option)).forEach(option => option.remove());
    this.querySelectorAll("[role=group]:not(:has([role=option]))").forEach(group => group.remove());
    this.choose(0);
  }

  button({ dataset: { presses } }) {
    return document.querySelector(`[data-cursor] [data-key="${presses}"]`) ?? document.querySelector(`[data-key="${presses}"]`);
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
    if (option.dataset.presses) this.button(option)?.click();
  }
}

customElements.define("command-palette", CommandPalette);

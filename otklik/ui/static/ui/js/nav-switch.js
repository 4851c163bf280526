// <nav-switch><button aria-controls aria-expanded>: shows the rail over the page where it does not fit beside it.
class NavSwitch extends HTMLElement {
  connectedCallback() {
    this.button = this.querySelector("button");
    this.addEventListener("click", () => this.show(!this.shell.classList.contains("nav-open")));
    this.escape = event => event.key === "Escape" && this.shell.classList.contains("nav-open") && this.show(false);
    document.addEventListener("keydown", this.escape);
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.escape);
  }

  get shell() {
    return this.closest(".shell");
  }

  show(open) {
    this.shell.classList.toggle("nav-open", open);
    this.button.setAttribute("aria-expanded", open);
    (open ? this.shell.querySelector(".rail a") : this.button)?.focus();
  }
}

customElements.define("nav-switch", NavSwitch);

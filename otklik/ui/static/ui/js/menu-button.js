// <menu-button> around a button and its popover menu: arrows walk, a digit picks, and where the browser cannot anchor it,
// the menu is put under its button by hand.
const anchored = CSS.supports("position-area: block-end");

class MenuButton extends HTMLElement {
  connectedCallback() {
    this.button = this.querySelector("[popovertarget]");
    this.menu = this.querySelector("[popover]");
    this.menu.addEventListener("beforetoggle", event => !anchored && event.newState === "open" && requestAnimationFrame(() => this.place()));
    this.menu.addEventListener("toggle", event => this.toggled(event.newState === "open"));
    this.menu.addEventListener("keydown", event => this.pressed(event));
    this.menu.addEventListener("click", event => event.target.closest(".menu-item") && this.menu.hidePopover());
  }

  get items() {
    return [...this.menu.querySelectorAll(".menu-item")];
  }

  toggled(open) {
    this.button.setAttribute("aria-expanded", open);
    if (open) this.items[0]?.focus();
  }

  pressed(event) {
    const items = this.items;
    const at = items.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
    const picked = /^Digit\d$/.test(event.code) && items.find(item => item.dataset.pick === event.code.at(-1));
    if (to === undefined && !picked) return;
    event.preventDefault();
    if (picked) picked.click();
    else items.at(to % items.length).focus();
  }

  place() {
    const [button, menu] = [this.button.getBoundingClientRect(), this.menu.getBoundingClientRect()];
    const below = button.bottom + 4 + menu.height <= innerHeight;
    this.menu.style.insetBlockStart = `${Math.max(8, below ? button.bottom + 4 : button.top - 4 - menu.height)}px`;
    this.menu.style.insetInlineStart = `${Math.max(8, Math.min(button.left, innerWidth - menu.width - 8))}px`;
  }
}

customElements.define("menu-button", MenuButton);

// <composer-box> around .composer: three modes, each with a text of its own; only the shown one is sent.
// Ctrl Enter sends, Ctrl Shift Enter sends and takes the next. The form itself may be replaced by an answer.
class ComposerBox extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", event => {
      const tab = event.target.closest("[role=tab]");
      if (tab) this.choose(tab.dataset.mode);
    });
    this.addEventListener("keydown", event => this.pressed(event));
  }

  get form() {
    return this.querySelector("form");
  }

  get tabs() {
    return [...this.querySelectorAll("[role=tab]")];
  }

  pressed(event) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      return this.querySelector(event.shiftKey ? "[data-send-next]" : "[data-send]").click(); // htmx sends what was clicked
    }
    const step = event.target.closest("[role=tab]") && { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return undefined;
    const at = this.tabs.indexOf(event.target.closest("[role=tab]"));
    const tab = this.tabs.at((at + step) % this.tabs.length);
    this.choose(tab.dataset.mode);
    return tab.focus();
  }

  choose(mode) {
    this.form.dataset.mode = mode;
    this.form.elements.mode.value = mode;
    for (const tab of this.tabs) {
      const chosen = tab.dataset.mode === mode;
      tab.setAttribute("aria-selected", chosen);
      tab.tabIndex = chosen ? 0 : -1;
      if (chosen) this.querySelector("[role=tabpanel]").setAttribute("aria-labelledby", tab.id);
    }
    for (const text of this.querySelectorAll("textarea[data-mode]")) text.disabled = text.dataset.mode !== mode;
    this.querySelector("textarea:enabled").focus();
  }
}

customElements.define("composer-box", ComposerBox);

// <theme-switch><button>: light or dark by hand, kept in a cookie so that the server draws the page in it at once.
class ThemeSwitch extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", () => this.turn());
  }

  turn() {
    const root = document.documentElement;
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    document.cookie = `otklik_theme=${root.dataset.theme};path=/;max-age=31536000;samesite=lax${location.protocol === "https:" ? ";secure" : ""}`;
  }
}

customElements.define("theme-switch", ThemeSwitch);

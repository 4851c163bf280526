// <share-bar data-v data-limit data-tone>, also around parts with data-n: numbers become lengths, without style="".
class ShareBar extends HTMLElement {
  connectedCallback() {
    for (const element of [this, ...this.querySelectorAll("[data-n]")]) {
      const { v, n, limit, tone } = element.dataset;
      if (v) element.style.setProperty("--v", v);
      if (n) element.style.setProperty("--n", n);
      if (limit) element.style.setProperty("--limit", limit);
      if (tone) element.style.setProperty("--tone", `var(--${tone})`);
    }
  }
}

customElements.define("share-bar", ShareBar);

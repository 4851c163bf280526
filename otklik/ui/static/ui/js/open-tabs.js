// <open-tabs data-url data-person>: the requests that somebody has open (R19). This browser remembers their numbers, a
// page of a request adds its own; what they are called and whose turn it is, the server says.
const MOST = 8;
const HERE = /\/desk\/tickets\/(\d+)\//;

class OpenTabs extends HTMLElement {
  connectedCallback() {
    this.place = `otklik-tabs-${this.dataset.person}`;
    this.number = location.pathname.match(HERE)?.[1];
    if (this.number && !this.numbers.includes(this.number)) this.keep([...this.numbers, this.number].slice(-MOST));
    this.addEventListener("click", event => this.close(event.target.closest("[data-close]")?.dataset.close));
    this.addEventListener("htmx:afterSwap", () => this.mark());
    this.show();
  }

  get numbers() {
    return JSON.parse(localStorage.getItem(this.place) ?? "[]");
  }

  keep(numbers) {
    localStorage.setItem(this.place, JSON.stringify(numbers));
  }

  show() {
    const numbers = this.numbers;
    if (!numbers.length) return this.replaceChildren();
    const query = new URLSearchParams(numbers.map(number => ["n", number]));
    window.htmx?.ajax("GET", `${this.dataset.url}?${query}`, { target: this, swap: "innerHTML" });
  }

  mark() {
    this.querySelector(`a[href*="/tickets/${this.number}/"]`)?.setAttribute("aria-current", "page");
  }

  close(number) {
    if (!number) return;
    this.keep(this.numbers.filter(one => one !== number));
    this.show();
  }
}

customElements.define("open-tabs", OpenTabs);

// Names of what changed become events of the body, and what shows the thing fetches itself (F2):
//   <section id="t-4831" hx-get="…" hx-trigger="live:ticket-4831 from:body, live:resync from:body" hx-swap="outerHTML">
// They are said at most once a second, after 0–1 s of chance, never to a page out of sight. `live:resync` comes after a
// gap, after some time out of sight, and when nothing was heard for long, in case the line is dead: whole lists and
// panels listen to it, their rows do not. A fragment with several names adds `delay:20ms` to each, and fetches once.
const SECOND = 1000;
const AWAY = 30 * SECOND;
const SILENCE = 180 * SECOND;

let names = new Set();
let saying = null;
let [heardAt, saidAt, leftAt] = [Date.now(), 0, Infinity];

export function hear(heard) {
  if (heard.length) heardAt = Date.now();
  heard.forEach(name => names.add(name));
  if (saying || document.hidden || !names.size) return;
  saying = setTimeout(say, Math.max(Math.random() * SECOND, saidAt + SECOND - Date.now()));
}

function say() {
  saying = null;
  if (document.hidden) return;
  saidAt = Date.now();
  const said = names;
  names = new Set();
  said.forEach(name => document.body.dispatchEvent(new CustomEvent(`live:${name}`)));
}

setInterval(() => hear(Date.now() - heardAt > SILENCE ? ["resync"] : []), SILENCE);

document.addEventListener("visibilitychange", () => {
  if (document.hidden) leftAt = Date.now();
  else hear(Date.now() - leftAt > AWAY ? ["resync"] : []);
});

// Server time: the reader's clock may be wrong, so the page says what the server's was when it answered (F2).
const said = Number(document.querySelector('meta[name="server-time"]')?.content);
const arrival = performance.getEntriesByType("navigation")[0];
const fresh = said && arrival?.transferSize; // a page from the cache tells an old time
const skew = fresh ? said - (performance.timeOrigin + arrival.responseStart) : 0;
const words = JSON.parse(document.body?.dataset.words ?? "{}");
const watchers = new Set();

export const seconds = () => (Date.now() + skew) / 1000;

// «5 мин», «1 ч 40 мин», «2 д 19 ч», as Words.duration writes it
export function duration(length) {
  const minutes = Math.max(1, Math.floor(length / 60));
  const [large, small, per] = minutes >= 1440 ? ["day", "hour", 60] : minutes >= 60 ? ["hour", "min", 1] : ["min", "", 1];
  const unit = { day: 1440, hour: 60, min: 1 }[large];
  const rest = small ? Math.floor((minutes % unit) / per) : 0;
  const say = (count, name) => words[name].replace("%(count)s", count);
  return say(Math.floor(minutes / unit), large) + (rest ? ` ${say(rest, small)}` : "");
}

export const left = length => length < 0 ? `+${duration(-length)}` : words.left.replace("%(duration)s", duration(length));

// An element with tick() is called now and then every quarter of a minute while the page is seen.
export function watch(element) {
  watchers.add(element);
  element.tick();
}

export const unwatch = element => watchers.delete(element);

const tick = () => document.visibilityState === "visible" && watchers.forEach(element => element.tick());
setInterval(tick, 15000);
document.addEventListener("visibilitychange", tick);

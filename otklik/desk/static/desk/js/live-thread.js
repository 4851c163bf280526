// hx-swap="thread": the fresh conversation is merged into the shown one line by line, so that nothing loses its place:
// a line that did not change stays, with its focus, its selection and what was unfolded in it. Older lines, loaded on
// demand, stay above. What was on screen counts as read: the form says up to where (F12).
const NEAR = 160; // pixels from the end of the page that still count as its end
const known = new WeakMap(); // line → as the server sent it
const lines = list => [...list.children].filter(line => line.id);
const remember = list => lines(list).forEach(line => known.has(line) || known.set(line, line.outerHTML));

function merge(list, fresh) {
  const came = lines(fresh);
  const first = came.find(line => line.id !== "older" && document.getElementById(line.id));
  const above = first ? lines(list).slice(0, lines(list).indexOf(document.getElementById(first.id))) : [];
  const ids = new Set(came.map(line => line.id));
  const kept = above.filter(line => line.id !== "older" && !ids.has(line.id)).length > 0;
  lines(list).filter(line => !ids.has(line.id) && !above.includes(line)).forEach(line => line.remove());
  const added = [];
  let last = null;
  for (const line of came) {
    const shown = document.getElementById(line.id);
    if (line.id === "older" && (kept || shown)) continue;
    const sent = line.outerHTML;
    if (shown && known.get(shown) === sent) last = shown;
    else last = put(list, line, shown, last, added);
    known.set(last, sent);
  }
  list.dataset.seen = fresh.dataset.seen;
  return added;
}

function put(list, line, shown, last, added) {
  const open = shown ? [...shown.querySelectorAll("details")].map(one => one.open) : [];
  line.querySelectorAll("details").forEach((one, at) => (one.open = open[at] ?? one.open));
  if (shown) shown.replaceWith(line);
  else if (last) last.after(line);
  else list.append(line);
  added.push(line);
  return line;
}

htmx.defineExtension("thread", {
  isInlineSwap: style => style === "thread",
  handleSwap(style, target, fragment) {
    if (style !== "thread") return false;
    const list = target.id === "thread" ? target : document.getElementById("thread");
    remember(list);
    const fresh = fragment.id === "thread" ? fragment : fragment.querySelector?.("#thread") ?? fragment.firstElementChild;
    const atEnd = innerHeight + scrollY >= document.documentElement.scrollHeight - NEAR;
    const added = merge(list, fresh);
    if (atEnd && added.length) scrollTo(0, document.documentElement.scrollHeight); // who reads the end goes on reading it
    watch();
    return added;
  },
});

const onScreen = new IntersectionObserver(found => found.some(one => one.isIntersecting) && read());

function read() {
  const form = document.getElementById("composer");
  if (form && !document.hidden) form.elements.seen_up_to.value = document.getElementById("thread").dataset.seen;
}

function watch() {
  const list = document.getElementById("thread");
  remember(list);
  onScreen.disconnect();
  const messages = list.querySelectorAll("li[id^='m-']");
  if (messages.length) onScreen.observe(messages[messages.length - 1]);
}

// The newest words are what one comes for; the bottom is shown, unless the address names a line.
if (!location.hash && !new URLSearchParams(location.search).has("before")) {
  if (matchMedia("(width >= 40rem)").matches) scrollTo(0, document.documentElement.scrollHeight);
}
watch();

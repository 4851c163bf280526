// One chosen file: a small picture, its name and size, a button to mark on it and one to let it go.
const sprite = () => document.querySelector("svg.icon use").getAttribute("href").split("#")[0];

function button(label, icon, press) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "icon-btn";
  made.setAttribute("aria-label", label);
  made.title = label;
  made.innerHTML = `<svg class="icon" data-size="s" aria-hidden="true"><use href="${sprite()}#i-${icon}"/></svg>`;
  made.addEventListener("click", press);
  return made;
}

function picture(file) {
  const image = new Image();
  image.alt = "";
  image.src = URL.createObjectURL(file);
  image.addEventListener("load", () => URL.revokeObjectURL(image.src));
  return image;
}

function size(bytes) {
  const words = JSON.parse(document.body.dataset.words);
  const [value, unit, digits] = bytes < 1e6 ? [bytes / 1024, words.kb, 0] : [bytes / 1048576, words.mb, 1];
  return unit.replace("%(count)s", value.toLocaleString(document.documentElement.lang, { maximumFractionDigits: digits }));
}

export function chip(file, words, change) {
  const item = document.createElement("li");
  const name = Object.assign(document.createElement("span"), { className: "truncate", textContent: file.name });
  const weight = Object.assign(document.createElement("small"), { textContent: size(file.size) });
  const isPicture = /^image\/(png|jpeg|webp)$/.test(file.type);
  const marker = document.querySelector("image-marker");
  item.append(...(isPicture ? [picture(file)] : []), name, weight);
  if (isPicture && marker) item.append(button(words.mark, "pencil", async () => change(file, await marker.mark(file))));
  item.append(button(words.remove.replace("{name}", file.name), "x", () => change(file, null)));
  return item;
}

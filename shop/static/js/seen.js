// What she looked at before, kept by her browser alone, and only once she has asked for it.

const KEY = "looked-at";
const MOST = 8;
const section = document.querySelector("[data-seen]");
const part = (name) => section.querySelector(`[data-seen-${name}]`);

/** The slugs, newest first; null where nothing may be remembered. */
function remembered() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY));
    return Array.isArray(kept) ? kept.filter((slug) => typeof slug === "string") : null;
  } catch {
    return null; // somebody else's value
  }
}

function show(on) {
  part("on").hidden = !on;
  part("off").hidden = on;
}

async function draw(slugs) {
  part("none").hidden = slugs.length > 0;
  if (!slugs.length) return part("list").replaceChildren();
  const answer = await fetch(`${section.dataset.cards}?of=${slugs.map(encodeURIComponent).join(",")}`);
  if (answer.ok) part("list").innerHTML = await answer.text();
}

/** Puts this page's product first; answers those that were there before. */
function remember() {
  const here = section.dataset.seen;
  const before = (remembered() ?? []).filter((slug) => slug !== here).slice(0, MOST - 1);
  localStorage.setItem(KEY, JSON.stringify([here, ...before]));
  return before;
}

function start() {
  show(true);
  draw(remember());
  part("status").textContent = part("status").dataset.started;
  part("stop").focus();
}

function stop() {
  localStorage.removeItem(KEY);
  show(false);
  part("list").replaceChildren();
  part("status").textContent = part("status").dataset.stopped;
  part("start").focus();
}

function begin() {
  part("start").addEventListener("click", start);
  part("stop").addEventListener("click", stop);
  const on = remembered() !== null;
  show(on);
  section.hidden = false;
  if (on) draw(remember());
}

try {
  localStorage.getItem(KEY);
  if (section) begin();
} catch {
  // The browser lets nobody remember anything: then there is nothing to offer.
}

// The bag without leaving the page. Every form here also works without this file.

const drawer = document.getElementById("bag");
const fragment = drawer?.querySelector("[data-bag-fragment]");
const says = drawer?.querySelector("[data-bag-status]");
const refuses = drawer?.querySelector("[data-bag-notice]");
const bagPage = drawer?.dataset.bagUrl.split("?")[0];
const counters = document.querySelectorAll("[data-bag-count]");

const post = (form, submitter) =>
  fetch(form.action, {
    method: "POST",
    body: new FormData(form, submitter),
    headers: { Accept: "application/json" },
  });

async function showCount() {
  const answer = await fetch(counters[0].dataset.countUrl, { headers: { Accept: "application/json" } });
  if (!answer.ok) return;
  const { count } = await answer.json();
  for (const counter of counters) {
    counter.textContent = count;
    counter.hidden = !count;
  }
}

/** Draws the bag anew; the focus stays on the key it was on, or goes to the way out. */
async function fillDrawer() {
  const held = fragment.contains(document.activeElement) && document.activeElement;
  fragment.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(drawer.dataset.bagUrl);
    if (!answer.ok) throw new Error(`The bag could not be drawn: ${answer.status}`);
    fragment.innerHTML = await answer.text();
  } finally {
    fragment.removeAttribute("aria-busy");
  }
  if (!held) return;
  const same = [...fragment.querySelectorAll("button, a, input")].find((key) => nameIn(key) === nameIn(held));
  (same && !same.disabled ? same : drawer.querySelector("header button")).focus();
}

const nameIn = (key) => key.getAttribute("aria-label") ?? key.textContent;

/** The browser sends it and says what is wrong with the way to us. */
function submitPlainly(form, submitter) {
  if (form.contains(submitter) && submitter.name) {
    const pressed = Object.assign(document.createElement("input"), { type: "hidden" });
    form.append(Object.assign(pressed, { name: submitter.name, value: submitter.value }));
  }
  form.submit();
}

/** Sends one or more bag forms in turn, then shows the bag as the server now sees it. */
async function send(forms, submitter) {
  submitter?.setAttribute("aria-busy", "true");
  const said = [];
  let refused = false;
  try {
    for (const form of forms) {
      const answer = await post(form, form.contains(submitter) ? submitter : null).catch(() => null);
      if (!answer && !said.length) return submitPlainly(form, submitter);
      const isJson = answer?.headers.get("Content-Type")?.startsWith("application/json");
      said.push(isJson ? (await answer.json()).message : drawer.dataset.failed);
      refused ||= !answer?.ok;
    }
    await fillDrawer();
    refuses.hidden = !refused;
    refuses.textContent = refused ? said.join(" ") : "";
    if (!drawer.open) drawer.showModal();
    says.textContent = said.join(" ");
    showCount().catch(() => {});
  } catch {
    // Something has been answered, so it must not be sent again: the page shows how the bag stands.
    location.assign(bagPage);
  } finally {
    submitter?.removeAttribute("aria-busy");
  }
}

if (drawer?.showModal) {
  for (const link of document.querySelectorAll("[data-bag-open]")) {
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      says.textContent = "";
      refuses.hidden = true;
      fillDrawer().then(() => drawer.showModal(), () => location.assign(link.href));
    });
  }
  // A click on the backdrop lands on the dialog itself.
  drawer.addEventListener("click", (event) => event.target === drawer && drawer.close());

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-add]") && !(drawer.contains(form) && form.method === "post")) return;
    event.preventDefault();
    send([form], event.submitter);
  });

  for (const button of document.querySelectorAll("[data-add-all]")) {
    const forms = document.querySelectorAll(`#${button.dataset.addAll} form[data-add]`);
    button.addEventListener("click", () => send([...forms], button));
  }
}

if (counters.length) showCount().catch(() => {});

// The menu folds away on Escape and when the reader goes on elsewhere.
const menu = document.querySelector("details.menu");
menu?.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !menu.open) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
menu?.addEventListener("focusout", (event) => {
  if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
});

document.querySelector("[data-errors]")?.focus();

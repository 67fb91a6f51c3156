// The bag without leaving the page. Every form here also works without this file.

const drawer = document.getElementById("bag");
const fragment = drawer?.querySelector("[data-bag-fragment]");
const says = drawer?.querySelector("[data-bag-status]");
const counters = document.querySelectorAll("[data-bag-count]");

const post = (form) =>
  fetch(form.action, {
    method: "POST",
    body: new FormData(form),
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

async function fillDrawer() {
  fragment.setAttribute("aria-busy", "true");
  const answer = await fetch(drawer.dataset.bagUrl);
  if (answer.ok) fragment.innerHTML = await answer.text();
  fragment.removeAttribute("aria-busy");
}

/** What the server says about a refused form; its plain page otherwise takes over. */
async function sentenceOf(answer) {
  const isJson = answer.headers.get("Content-Type")?.startsWith("application/json");
  return isJson ? (await answer.json()).message : "";
}

async function send(form, onDone) {
  const button = form.querySelector("button:not([type=button])");
  button?.setAttribute("aria-busy", "true");
  try {
    const answer = await post(form);
    await fillDrawer();
    says.textContent = answer.ok ? onDone : (await sentenceOf(answer)) || drawer.dataset.failed;
    showCount();
    return true;
  } catch {
    form.submit();
    return false;
  } finally {
    button?.removeAttribute("aria-busy");
  }
}

if (drawer?.showModal) {
  for (const link of document.querySelectorAll("[data-bag-open]")) {
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      says.textContent = "";
      fillDrawer().then(() => drawer.showModal(), () => location.assign(link.href));
    });
  }
  // A click on the backdrop lands on the dialog itself.
  drawer.addEventListener("click", (event) => event.target === drawer && drawer.close());

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (form.matches("[data-add]")) {
      event.preventDefault();
      const added = drawer.dataset.added.replace("%s", form.dataset.add);
      if ((await send(form, added)) && !drawer.open) drawer.showModal();
    } else if (drawer.contains(form) && form.method === "post") {
      event.preventDefault();
      send(form, "");
    }
  });
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

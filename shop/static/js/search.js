// Suggestions while a question is typed: a combobox with a listbox, as WAI-ARIA describes it.
// Without this file the form leads to the page of results.

const PAUSE = 150;

for (const form of document.querySelectorAll("[data-suggest]")) {
  const input = form.querySelector("input[type=search]");
  const list = Object.assign(document.createElement("div"), { id: `${input.id}-suggestions`, className: "suggestions", hidden: true });
  const says = Object.assign(document.createElement("p"), { className: "vh" });
  const label = form.querySelector("label").textContent;
  let asked = "";
  let chosen = -1;
  let timer;
  let request;

  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", label);
  says.setAttribute("role", "status");
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false" })) {
    input.setAttribute(name, value);
  }
  form.append(list, says);

  const options = () => [...list.querySelectorAll("[role=option]")];

  function close() {
    clearTimeout(timer);
    request?.abort();
    list.hidden = true;
    chosen = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function choose(number) {
    const all = options();
    // Between the last and the first lies what was typed.
    chosen = ((number + 1 + all.length + 1) % (all.length + 1)) - 1;
    all.forEach((option, at) => option.setAttribute("aria-selected", at === chosen));
    if (chosen < 0) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", all[chosen].id);
    all[chosen].scrollIntoView({ block: "nearest" });
  }

  function draw(groups) {
    chosen = -1;
    input.removeAttribute("aria-activedescendant");
    let number = 0;
    list.replaceChildren(
      ...groups.map((group) => {
        const box = document.createElement("div");
        const name = Object.assign(document.createElement("p"), { className: "lab", textContent: group.label, id: `${list.id}-${group.kind}` });
        box.setAttribute("role", "group");
        box.setAttribute("aria-labelledby", name.id);
        box.append(name);
        for (const item of group.items) {
          const option = Object.assign(document.createElement("div"), { id: `${list.id}-${number++}`, className: "option" });
          option.setAttribute("role", "option");
          option.setAttribute("aria-selected", "false");
          option.dataset.url = item.url;
          option.append(Object.assign(document.createElement("span"), { textContent: item.title }));
          if (item.detail) option.append(" ", Object.assign(document.createElement("span"), { className: "muted", textContent: item.detail }));
          box.append(option);
        }
        return box;
      }),
    );
    list.hidden = !number;
    input.setAttribute("aria-expanded", String(number > 0));
    says.textContent = number ? form.dataset.some : form.dataset.none;
  }

  async function ask() {
    const typed = input.value.trim();
    if (typed === asked && !list.hidden) return;
    asked = typed;
    request?.abort();
    if (typed.length < 2) return close();
    request = new AbortController();
    try {
      const answer = await fetch(`${form.dataset.suggest}?${new URLSearchParams({ q: typed })}`, { signal: request.signal });
      if (answer.ok && document.activeElement === input) draw((await answer.json()).groups);
    } catch (error) {
      if (error.name !== "AbortError") close();
    }
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      return close();
    }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) {
        asked = "";
        ask();
      } else {
        choose(chosen + (event.key === "ArrowDown" ? 1 : -1));
      }
    }
    if (event.key === "Enter" && chosen >= 0) {
      event.preventDefault();
      location.assign(options()[chosen].dataset.url);
    }
  });
  input.addEventListener("blur", close);
  // Before the input loses its focus, so that the list is still there for the click.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) location.assign(option.dataset.url);
  });
}

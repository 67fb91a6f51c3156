// Copies the ingredients list as printed.
for (const button of document.querySelectorAll("[data-copy]")) {
  const said = document.getElementById(button.dataset.said);
  button.addEventListener("click", async () => {
    const list = document.getElementById(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(list.textContent.trim());
      said.textContent = button.dataset.done;
    } catch {
      getSelection().selectAllChildren(list);
    }
  });
}

"use strict";
(() => {
  const controls = document.getElementById("controls");
  if (!controls) return;
  const filter = document.getElementById("filter");
  const views = { name: document.getElementById("by-name"), file: document.getElementById("by-file") };
  const files = [...views.file.querySelectorAll("ul")];
  const findings = [...document.querySelectorAll(".finding")].map((item) => ({
    item,
    name: item.parentElement,
    file: files[item.dataset.file],
    words: (item.textContent + " " + item.closest(".group").querySelector("h3").textContent).toLowerCase(),
  }));
  const inFiles = [...findings].sort((one, other) => one.item.dataset.at - other.item.dataset.at);
  let verdict = "";

  const show = () => {
    const wanted = filter.value.toLowerCase().trim();
    let shown = 0;
    for (const { item, words } of findings) {
      item.hidden = !(words.includes(wanted) && (!verdict || item.dataset.verdict === verdict));
      shown += !item.hidden;
    }
    for (const group of document.querySelectorAll(".group")) {
      group.hidden = !group.querySelector(".finding:not([hidden])");
    }
    document.getElementById("none").hidden = shown > 0;
    document.getElementById("shown").textContent = `${shown.toLocaleString("en")} of ${findings.length.toLocaleString("en")} shown`;
  };

  const arrange = (order) => {
    for (const finding of order === "file" ? inFiles : findings) finding[order].append(finding.item);
    for (const name in views) views[name].hidden = name !== order;
  };

  controls.addEventListener("submit", (event) => event.preventDefault());
  controls.addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    if (!button) return;
    for (const other of button.parentElement.children) other.setAttribute("aria-pressed", String(other === button));
    if ("order" in button.dataset) arrange(button.dataset.order);
    else verdict = button.dataset.verdict;
    show();
  });
  filter.addEventListener("input", show);
  controls.hidden = false;
  show();
})();

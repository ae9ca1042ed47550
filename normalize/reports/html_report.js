"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const controls = $("controls");
  const [filter, state, rule, file] = ["filter", "state", "rule", "file"].map($);
  const fold = $("unlikely");
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const grouped = (number) => number.toLocaleString("en");
  const several = (number, noun) => `${grouped(number)} ${noun}${number === 1 ? "" : "s"}`;

  const lists = new Map([...document.querySelectorAll(".listing")].map((list) => {
    const files = [...list.querySelectorAll("ul[data-file]")];
    return [list, new Map(files.map((one) => [one.dataset.file, one]))];
  }));
  const findings = [...document.querySelectorAll(".finding")].map((item) => ({
    item,
    list: item.closest(".listing"),
    name: item.parentElement,
    file: lists.get(item.closest(".listing")).get(item.dataset.file),
    at: Number(item.id.slice(1)),
    words: plain([".marks", ".text", ".held"].map((part) => item.querySelector(part)?.textContent ?? "").join(" ")),
  }));
  const inText = [...findings].sort((one, other) => one.at - other.at);
  const groups = [...document.querySelectorAll(".group")].map((group) => ({
    group,
    list: group.querySelector("ul"),
    count: group.querySelector(".count"),
    all: group.querySelector(".count").textContent,
  }));
  let order = "name";
  let current = null;

  const fits = ({ item, words }, wanted) =>
    wanted.every((word) => words.includes(word)) &&
    (!state.value || item.dataset.state === state.value) &&
    (!rule.value || item.dataset.rule === rule.value) &&
    (!file.value || item.dataset.file === file.value);

  const count = (group, shown) => {
    const all = Number(group.all.replaceAll(",", ""));
    group.group.hidden = !shown;
    group.count.textContent = shown === all ? group.all : `${grouped(shown)} of ${group.all}`;
  };

  const tell = (shown) => {
    const states = [...state.options].slice(1).map((option) => {
      const number = shown.filter(({ item }) => item.dataset.state === option.value).length;
      return number && `${grouped(number)} ${option.text}`;
    });
    const of = shown.length === findings.length ? several(shown.length, "finding") : `${grouped(shown.length)} of ${several(findings.length, "finding")}`;
    const names = new Set(shown.map(({ item }) => item.querySelector(".who").textContent));
    const files = new Set(shown.map(({ item }) => item.dataset.file));
    const where = [several(names.size, "name"), several(files.size, "file")];
    $("shown").textContent = [of, ...states.filter(Boolean), ...where].join(" · ");
    $("shown").classList.toggle("filtered", shown.length < findings.length);
    $("none").hidden = shown.length > 0;
  };

  const show = () => {
    const wanted = plain(filter.value).split(/\s+/).filter(Boolean);
    const shown = findings.filter((finding) => {
      finding.item.hidden = !fits(finding, wanted);
      return !finding.item.hidden;
    });
    const numbers = new Map();
    for (const finding of shown) numbers.set(finding[order], (numbers.get(finding[order]) ?? 0) + 1);
    for (const group of groups) count(group, numbers.get(group.list) ?? 0);
    if (fold) {
      const inside = shown.filter(({ list }) => list === fold).length;
      const all = findings.filter(({ list }) => list === fold).length;
      fold.hidden = !inside;
      fold.querySelector("summary .count").textContent = inside === all ? grouped(all) : `${grouped(inside)} of ${grouped(all)}`;
      if (state.value === "unlikely") fold.open = true;
    }
    tell(shown);
  };

  const arrange = (wanted) => {
    order = wanted;
    for (const finding of order === "file" ? inText : findings) finding[order].append(finding.item);
    for (const name of ["name", "file"]) {
      for (const view of document.querySelectorAll(`.by-${name}`)) view.hidden = name !== order;
    }
    for (const button of controls.querySelectorAll("[data-order]")) {
      button.setAttribute("aria-pressed", String(button.dataset.order === order));
    }
    show();
  };

  const go = (item) => {
    current = item;
    item.focus({ preventScroll: true });
    item.scrollIntoView({ block: "center" });
  };

  const step = (by) => {
    const open = [...document.querySelectorAll(".finding:not([hidden])")].filter((item) => !fold || fold.open || !fold.contains(item));
    const at = open.indexOf(current);
    const next = at < 0 ? (by > 0 ? 0 : open.length - 1) : at + by;
    if (open[next]) go(open[next]);
  };

  const evidence = () => {
    const details = current?.querySelector(".evidence");
    if (details) details.open = !details.open;
  };

  const KEYS = {
    j: () => step(1),
    k: () => step(-1),
    o: evidence,
    e: evidence,
    v: () => arrange(order === "name" ? "file" : "name"),
    "/": () => filter.focus(),
    "?": () => $("help").showModal(),
  };

  document.addEventListener("keydown", (event) => {
    const { key, target } = event;
    if (key === "Escape" && target === filter) {
      filter.value = "";
      show();
      filter.blur();
    }
    if (event.ctrlKey || event.altKey || event.metaKey || $("help").open || !$("keys").checked) return;
    if (target.matches("input, select, textarea") || !Object.hasOwn(KEYS, key)) return;
    event.preventDefault();
    KEYS[key]();
  });
  document.addEventListener("focusin", ({ target }) => {
    current = target.closest(".finding") ?? current;
  });
  document.addEventListener("click", ({ target }) => {
    const item = target.closest(".finding");
    if (item) current = item;
    const link = target.closest('a[href^="#"]');
    if (link && $(link.hash.slice(1))?.closest("[hidden]")) {
      filter.value = state.value = rule.value = file.value = "";
      arrange(link.hash.startsWith("#name") ? "name" : order);
    }
  });

  const opened = [];
  addEventListener("beforeprint", () => {
    for (const details of document.querySelectorAll("details:not([open])")) {
      opened.push(details);
      details.open = true;
    }
  });
  addEventListener("afterprint", () => {
    for (const details of opened.splice(0)) details.open = false;
  });

  controls.addEventListener("submit", (event) => event.preventDefault());
  controls.addEventListener("click", ({ target }) => {
    if (target.dataset.order) arrange(target.dataset.order);
  });
  filter.addEventListener("input", show);
  for (const select of [state, rule, file]) select.addEventListener("change", show);
  $("ask").addEventListener("click", KEYS["?"]);
  $("close").addEventListener("click", () => $("help").close());
  controls.hidden = false;
  show();
})();

/* The little that pages share: menus close, forms are sent once, messages are moved to. Every page works without it. */
"use strict";
(() => {
  const menus = () => document.querySelectorAll("details.menu[open]");
  document.addEventListener("click", (event) => {
    menus().forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    menus().forEach((menu) => { menu.open = false; menu.querySelector("summary").focus(); });
  });
  /* A page reached by going back has a fresh key: what is sent again unchanged gets the key it was sent with. */
  const wentBack = () => performance.getEntriesByType("navigation")[0]?.type === "back_forward";
  const digest = (text) => [...text].reduce((sum, sign) => (sum * 31n + BigInt(sign.codePointAt(0))) % (2n ** 61n - 1n), 7n);
  const keepKey = (form) => {
    const key = form.elements.namedItem("key");
    if (!key) return;
    const told = [...new FormData(form)].filter(([name]) => !["key", "csrfmiddlewaretoken"].includes(name));
    const typed = JSON.stringify(told.map(([name, value]) => [name, value.name ?? value, value.size ?? 0]));
    const place = `sent ${location.pathname}${location.search}`, content = String(digest(typed));
    const [before, old] = (sessionStorage.getItem(place) || "").split(" ");
    if (wentBack() && before === content) key.value = old;
    sessionStorage.setItem(place, `${content} ${key.value}`);
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.sent) { event.preventDefault(); return; }
    if (form.method !== "post" || form.closest("[hx-post],[data-many]")) return;
    keepKey(form);
    form.dataset.sent = "yes";
    setTimeout(() => { delete form.dataset.sent; }, 4000);
  });
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-sent]").forEach((form) => { delete form.dataset.sent; });
  });
  const wide = () => document.querySelectorAll(".pan, .tabs").forEach((pan) => {
    const now = pan.querySelector("[data-now], [aria-current]");
    if (now && pan.scrollWidth > pan.clientWidth) {
      const box = now.getBoundingClientRect();
      pan.scrollLeft += box.left - pan.getBoundingClientRect().left - pan.clientWidth / 2;
    }
  });
  const reachable = () => document.querySelectorAll(".scroll, .pan, .tabs, pre").forEach((box) => {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
  });
  document.addEventListener("DOMContentLoaded", () => { wide(); reachable(); });
  window.addEventListener("resize", reachable);
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id === "notice") event.detail.target.scrollIntoView({ block: "center" });
  });
})();

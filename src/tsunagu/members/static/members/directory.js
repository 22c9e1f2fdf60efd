/* The directory's filters: which ones are open stays so when the counts change; on a phone they begin closed. */
"use strict";
(() => {
  const box = document.getElementById("facets-box");
  const isNarrow = matchMedia("(max-width: 999px)");
  if (box && isNarrow.matches) box.open = false;
  isNarrow.addEventListener("change", () => { if (box && !isNarrow.matches) box.open = true; });
  let open = null;
  document.addEventListener("htmx:beforeSwap", () => {
    open = [...document.querySelectorAll("details.facet")].map((one) => [one.id, one.open]);
  });
  document.addEventListener("htmx:afterSettle", () => {
    (open || []).forEach(([id, isOpen]) => {
      const facet = document.getElementById(id);
      if (facet) facet.open = isOpen;
    });
    open = null;
  });
})();

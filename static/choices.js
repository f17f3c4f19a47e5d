// Of many boxes those stay that are called as somebody types, and those that are ticked; posts/_categories.html loads this.
"use strict";

{
  const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

  function narrow(filter) {
    const [wanted, boxes] = [folded(filter.value.trim()), [...document.getElementById(filter.dataset.filters).children]];
    for (const box of boxes) box.hidden = !folded(box.textContent).includes(wanted) && !box.querySelector(":checked");
    const status = filter.parentElement.querySelector('[role="status"]');
    status.textContent = wanted ? `${filter.dataset.said}: ${boxes.filter((box) => !box.hidden).length}` : "";
  }

  for (const filter of document.querySelectorAll("[data-filters]")) {
    filter.parentElement.hidden = false; // without this file it would do nothing
    filter.addEventListener("input", () => narrow(filter));
    filter.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault()); // it sends nothing
    narrow(filter); // what the browser kept of an earlier visit
  }
}

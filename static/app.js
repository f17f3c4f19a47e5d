// What the page does beyond htmx: it says when an answer did not come, and keeps the menu tidy.
"use strict";

const notices = () => document.getElementById("notices");

function say(text) {
  const box = document.createElement("div");
  box.className = "notice error";
  box.setAttribute("role", "alert");
  const words = document.createElement("p");
  words.textContent = text;
  box.append(words);
  notices().replaceChildren(box);
}

// The words stand in the page, so that they are in the reader's language.
const words = (name) => document.body.dataset[name];

document.addEventListener("htmx:error", () => say(words("unreachable")));
document.addEventListener("htmx:response:error", (event) => {
  const status = event.detail?.ctx?.response?.status ?? 0;
  if (status >= 500) say(words("broken"));
});

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector("details.menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

// What the page does beyond htmx: it keeps the focus, says when an answer did not come, tidies the menu.
"use strict";

// --- Outcomes, in the one place that screen readers listen to -------------------------------------------

function say(text, kind = "error") {
  const words = document.createElement("p");
  words.textContent = text;
  const box = document.createElement("div");
  box.className = `notice ${kind}`;
  if (kind === "error") box.setAttribute("role", "alert");
  box.append(words);
  document.getElementById("notices").replaceChildren(box);
}

// A notice that offers nothing to click goes by itself; who listens has heard it, and the page shows the outcome.
const NOTICE_STAYS = 8000; // milliseconds

function letGo() {
  for (const notice of document.querySelectorAll("#notices .notice:not(.error)")) {
    if (!notice.querySelector("form")) setTimeout(() => notice.remove(), NOTICE_STAYS);
  }
}
letGo();
document.addEventListener("htmx:after:swap", letGo);

// The sentences stand in the page, so that they are in the reader's language.
document.addEventListener("htmx:error", () => say(document.body.dataset.unreachable));
document.addEventListener("htmx:response:error", (event) => {
  if (event.detail.ctx.response.status >= 500) say(document.body.dataset.broken);
});

// --- The focus is never lost over a change of a part of the page ------------------------------------------

const PLACES = "[tabindex='-1'][id], main";
let place = null; // what surrounded the focus when the request began (a disabled button loses it)

document.addEventListener("htmx:config:request", () => {
  place = document.activeElement?.closest(PLACES) ?? null;
});
document.addEventListener("htmx:after:swap", () => {
  dropTwins();
  const wanted = document.querySelector("[data-focus]"); // web.focus_here() put it there
  wanted?.removeAttribute("data-focus");
  wanted?.focus();
  if (document.activeElement && document.activeElement !== document.body) return;
  const still = place?.isConnected ? place : document.getElementById(place?.id);
  (still ?? document.getElementById("main")).focus({ preventScroll: true });
});

// A comment that was just posted at the end of a page comes again with the next page: the first one goes.
function dropTwins() {
  const seen = new Map();
  for (const comment of document.querySelectorAll("li.comment[id]")) {
    seen.get(comment.id)?.remove();
    seen.set(comment.id, comment);
  }
}

// --- The menu behind the avatar ------------------------------------------------------------------------------

const openMenu = () => document.querySelector("details.menu[open]");

document.addEventListener("click", (event) => {
  const menu = openMenu();
  if (menu && !menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" ? openMenu() : null;
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

// --- Copying an invitation link, where the browser can -----------------------------------------------------

for (const button of navigator.clipboard ? document.querySelectorAll("[data-copy]") : []) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).value);
    say(button.dataset.copied, "");
    letGo();
  });
}

// --- Signing out ends what other tabs show; a tab that holds unsent words keeps them ----------------------------

const tabs = new BroadcastChannel("seminar");
const unsent = () => [...document.querySelectorAll("textarea")].some((box) => box.value !== box.defaultValue);

if (document.querySelector("details.menu")) {
  tabs.addEventListener("message", () => unsent() || location.replace("/sign-in"));
} else {
  tabs.postMessage("signed out");
}

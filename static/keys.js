// Single keys for who wants them; base.html loads this unless they are switched off in the account's settings.
// What a key does stands in the page: the element with that data-key, in the post or comment where one is, else anywhere.
"use strict";

const TYPING = "input, textarea, select, [contenteditable]";
const ITEMS = ".pins > .pin, .entries .entry, #comment-list .comment, .found > li";

const items = () => [...document.querySelectorAll(ITEMS)];
const current = () => document.activeElement?.closest(ITEMS) ?? null;
const isNew = (item) => item.matches(".unread, .fresh, :has(> .foot .new)");

function step(by, wanted = () => true) {
  const all = items();
  const found = all.slice(by > 0 ? all.indexOf(current()) + 1 : 0, by > 0 ? undefined : Math.max(all.indexOf(current()), 0));
  const next = (by > 0 ? found : found.reverse()).find(wanted);
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
  return next;
}

function press(key) {
  const place = current()?.querySelector(`:scope > article [data-key="${key}"], :scope > :not(article, ol) [data-key="${key}"], :scope > [data-key="${key}"]`);
  const found = place ?? ["main", "header"].map((part) => document.querySelector(`${part} [data-key="${key}"]`)).find(Boolean);
  if (found?.matches(TYPING)) found.focus();
  else if (!leavesWords(found)) {
    htmx.process(found); // htmx begins a moment after the page has come, and a key may be faster
    found?.click();
  }
  return found;
}

// A key that was pressed beside the box must not lead away from what was typed into it: the box is shown instead.
function leavesWords(link) {
  const words = link?.matches("a[href]:not([hx-get], [href^='#'])") && unsent();
  if (words) words.focus();
  return Boolean(words);
}

async function help() {
  const answer = await fetch("/keys", { headers: { "HX-Request-Type": "partial" } }).catch(() => null);
  if (!answer?.ok) return;
  const box = document.createElement("dialog");
  box.innerHTML = await answer.text();
  box.setAttribute("aria-labelledby", "keys-heading");
  box.querySelector("button").addEventListener("click", () => box.close());
  box.addEventListener("close", () => box.remove()); // the browser gives the focus back
  document.body.append(box);
  box.showModal();
}

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  n: () => step(1, isNew) ?? press("n"),
  o: () => press("o"),
  r: () => press("r"),
  c: () => press("c"),
  "/": () => press("/"),
  "?": help,
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat && !"jk".includes(event.key)) return;
  if (event.target.closest(TYPING) || document.querySelector("dialog[open]") || !(event.key in KEYS)) return;
  event.preventDefault();
  KEYS[event.key]();
});

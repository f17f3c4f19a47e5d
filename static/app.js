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

// Screen readers say what changes in a live region, not what stands in it when the page comes: put it there anew.
const SETTLES = 300; // milliseconds; the title of the page is said first
setTimeout(() => {
  const focused = document.activeElement; // perhaps on Undo already
  document.getElementById("notices").append(...document.querySelectorAll("#notices > *"));
  if (document.activeElement !== focused) focused?.focus({ preventScroll: true });
}, SETTLES);

// The sentences stand in the page, so that they are in the reader's language.
document.addEventListener("htmx:error", () => say(document.body.dataset.unreachable));
document.addEventListener("htmx:response:error", (event) => {
  if (event.detail.ctx.response.status >= 500) say(document.body.dataset.broken);
});

// --- The focus is never lost over a change of a part of the page ------------------------------------------

const PLACES = "[tabindex='-1'][id], main";
let place = null; // what surrounded the focus when the request began (a disabled button loses it)
let height = 0; // and where on the screen it stood

const heightOf = (element) => element.getBoundingClientRect().top;

document.addEventListener("htmx:config:request", () => {
  place = document.activeElement?.closest(PLACES) ?? null;
  height = document.activeElement ? heightOf(document.activeElement) : 0;
});
document.addEventListener("htmx:after:swap", (event) => {
  dropTwins();
  if (["older", "later"].includes(event.detail.ctx.target?.id)) keepLength();
  if (event.detail.ctx.target?.id === "found") keepAddress();
  const wanted = document.querySelector("[data-focus]"); // web.focus_here() put it there
  wanted?.removeAttribute("data-focus");
  if (isWriting()) return scrollBy(0, heightOf(document.activeElement) - height);
  if (wanted) atEnd(wanted);
  wanted?.focus();
  if (document.activeElement && document.activeElement !== document.body) return;
  const still = place?.isConnected ? place : document.getElementById(place?.id);
  (still ?? document.getElementById("main")).focus({ preventScroll: true });
});

// Who changes a text goes on where it ends.
function atEnd(box) {
  if (box.matches("textarea")) box.setSelectionRange(box.value.length, box.value.length);
}
document.querySelectorAll("textarea[autofocus]").forEach(atEnd);

// Where what is marked stands beside the points, they have the focus; where it stands above them, it is read first.
const beside = matchMedia("(min-width: 62rem)").matches && !location.hash && !document.querySelector("[autofocus]");
if (beside) document.querySelector(".desk input.points")?.focus();

// Who writes goes on writing: what they take in meanwhile is said, and moves neither the focus nor the page.
const isWriting = () => document.activeElement?.matches("textarea") && document.activeElement.value !== "";

// A comment that was just posted at the end of a page comes again with the next page: the first one goes.
function dropTwins() {
  const seen = new Map();
  for (const comment of document.querySelectorAll("li.comment[id]")) {
    seen.get(comment.id)?.remove();
    seen.set(comment.id, comment);
  }
}

// A list that has grown is as long again when its reader comes back: its address, a page by itself, says how long.
function keepLength() {
  const here = new URL(location);
  here.searchParams.set("show", document.querySelectorAll(".entries > .entry, #comment-list > .comment").length);
  history.replaceState(null, "", here);
}

// Results that came while one typed have an address of their own, to be kept and passed on.
function keepAddress() {
  const results = document.querySelector("[data-address]");
  if (results) history.replaceState(null, "", results.dataset.address);
}

// --- What was sent says so until the answer is there; app.css waits a moment before it shows ---------------

document.addEventListener("submit", (event) => {
  if (!event.defaultPrevented && isAgain(event)) event.preventDefault();
  event.submitter?.setAttribute("aria-busy", "true");
});
for (const end of ["htmx:finally:request", "pageshow"]) {
  addEventListener(end, () => document.querySelectorAll("[aria-busy]").forEach((e) => e.removeAttribute("aria-busy")));
}

// The second click of a double click would be answered alone: that one may not publish what is published already.
const AGAIN = 5000; // milliseconds; who clicks later has given the answer up
let sent = {};

function isAgain({ submitter, timeStamp }) {
  if (sent.submitter === submitter && timeStamp - sent.timeStamp < AGAIN) return true;
  sent = { submitter, timeStamp };
  return false;
}
addEventListener("pageshow", () => (sent = {}));

// --- "3 minutes ago" stays true while the page stays open; dates, from the sixth day on, do anyway ------------

const SECONDS = { day: 86400, hour: 3600, minute: 60 };

setInterval(() => {
  const distance = new Intl.RelativeTimeFormat(document.documentElement.lang); // not before: it takes a while to load
  for (const time of document.querySelectorAll("time")) {
    const ago = (Date.now() - Date.parse(time.dateTime)) / 1000;
    const unit = Object.keys(SECONDS).find((name) => ago > 0.85 * SECONDS[name]); // as the server rounds
    if (unit && ago < 6 * SECONDS.day) time.textContent = distance.format(-Math.round(ago / SECONDS[unit]), unit);
  }
}, 60_000);

// app.css shows the exact time of the one that was touched; not all browsers let a finger hover.
document.addEventListener("click", ({ target }) => {
  if (!target.matches("time") || !matchMedia("(hover: none)").matches) return;
  target.tabIndex = -1;
  target.focus();
});

// --- News: what came while the page was open. Who does not look does not ask; where nothing comes, more seldom ---

const SOON = 20_000; // milliseconds
const SELDOM = 300_000;
let pause = SOON;
let next; // the timer

const PARTIAL = { headers: { "HX-Request-Type": "partial" } };

async function askForNews() {
  const news = document.getElementById("news");
  if (document.hidden) return;
  const answer = await fetch(news?.dataset.news ?? `${theBell.pathname}/bell`, PARTIAL).catch(() => null);
  if (answer && answer.status >= 400 && answer.status < 500) return say(document.body.dataset.gone); // and asks no more
  pause = Math.min(pause * 1.5, SELDOM);
  if (answer?.status === 200 && news?.isConnected) tell(news, await answer.text());
  await ring(answer);
  wait();
}

// With each answer comes the number at the bell. When it is another, the bell says so, to eyes and ears.
const theBell = document.getElementById("bell");

async function ring(answer) {
  const many = answer?.headers.get("Bell");
  if (!theBell || many == null || many === theBell.dataset.many) return;
  const drawn = await fetch(`${theBell.pathname}/bell`, PARTIAL).catch(() => null);
  if (!drawn?.ok) return;
  const box = document.createElement("div");
  box.innerHTML = await drawn.text();
  const fresh = box.firstElementChild;
  const more = Number(fresh.dataset.many) > Number(theBell.dataset.many);
  theBell.replaceChildren(...fresh.childNodes);
  for (const name of ["data-many", "aria-label", "title"]) theBell.setAttribute(name, fresh.getAttribute(name));
  if (more) document.getElementById("rung").textContent = fresh.title;
}

// What was told already and waits to be taken in has another number now: the same link, and the focus stays on it.
function tell(news, html) {
  const told = document.createElement("div");
  told.innerHTML = html;
  const before = news.querySelector("a:not([data-unless])");
  const words = told.textContent.trim();
  if (before && before.textContent !== words) before.textContent = words;
  if (before) return;
  news.append(...told.childNodes);
  htmx.process(news);
}

// New answers that stand in the page need no link beside; those that a long thread has folded away do.
document.addEventListener("htmx:after:swap", () => {
  for (const link of document.querySelectorAll("[data-unless]")) {
    if (document.getElementById(link.dataset.unless)) link.remove();
  }
});

// A click on the link takes the news in, and leaves the caret where somebody writes.
document.addEventListener("pointerdown", (event) => {
  if (event.target.closest("#take-in") && isWriting()) event.preventDefault();
});

function wait() {
  clearTimeout(next);
  next = setTimeout(askForNews, pause);
}

function askSoon() {
  pause = SOON;
  wait();
}

if (theBell || document.getElementById("news")) {
  askSoon();
  document.addEventListener("visibilitychange", () => document.hidden || (askSoon(), askForNews()));
  document.addEventListener("htmx:after:swap", askSoon);
}

// --- Who gave a heart: their names, when pointer or focus rest there. Escape puts them away (WCAG 2.2, 1.4.13) ---

const RESTS = 150; // milliseconds; a pointer on its way elsewhere asks nothing

function nameBox(heart) {
  const box = document.createElement("span");
  box.id = `${heart.id}-who`;
  box.className = heart.getBoundingClientRect().left > innerWidth / 2 ? "who end" : "who";
  box.ariaLive = "polite"; // who has the focus there hears the names when they come
  heart.append(box);
  heart.querySelector("a").setAttribute("aria-describedby", box.id);
  return box;
}

async function showNames({ target, relatedTarget }) {
  const heart = target.closest?.(".heart:has(a)");
  if (!heart || heart.contains(relatedTarget)) return; // it was there before
  const known = heart.querySelector(".who");
  if (known) known.hidden = false;
  await new Promise((rested) => setTimeout(rested, RESTS));
  if (heart.querySelector(".who") || !heart.matches(":hover, :focus-within")) return;
  const box = nameBox(heart);
  const answer = await fetch(heart.querySelector("a").href, { headers: { "HX-Request-Type": "partial" } }).catch(() => null);
  if (answer?.ok) box.innerHTML = await answer.text();
  else box.remove(); // the link leads to the names as well, and says what is wrong
}

document.addEventListener("mouseover", showNames);
document.addEventListener("focusin", showNames);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") document.querySelectorAll(".who").forEach((box) => (box.hidden = true));
});

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
const unsent = () => [...document.querySelectorAll("textarea")].find((box) => box.value !== box.defaultValue);

if (document.querySelector("details.menu")) {
  tabs.addEventListener("message", () => unsent() || location.replace("/sign-in"));
} else {
  tabs.postMessage("signed out");
}

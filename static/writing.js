// The editor around a text area: marks, keys, preview, and keeping what is typed. Forms come and go with htmx, so
// everything listens to the document.
"use strict";

{
  const BOXES = ".writing > textarea";
  const WHILE = { headers: { "HX-Request-Type": "partial" } };

  const around = (element) => element?.closest(".writing");
  const boxOf = (writing) => writing.querySelector("textarea");
  const field = (form, name) => form.elements[name];

  // --- Writing into the box, so that its undo knows it ---

  function put(box, from, to, text) {
    box.focus();
    box.setSelectionRange(from, to);
    // The one way of writing that undo knows; it takes away nothing if there is nothing to write.
    const done = text ? document.execCommand("insertText", false, text) : from === to || document.execCommand("delete");
    if (done) return;
    box.setRangeText(text, from, to, "end");
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }

  const chosen = (box) => box.value.slice(box.selectionStart, box.selectionEnd);

  // Puts a mark on both sides of the selection, or takes it away from there.
  function surround(box, mark, end = mark) {
    const { selectionStart: from, selectionEnd: to, value } = box;
    const words = value.slice(from, to);
    const outside = value.slice(from - mark.length, from) === mark && value.slice(to, to + end.length) === end;
    const doubled = mark === "*" && value.slice(from - 2, from) === "**" && value.slice(from - 3, from) !== "***";
    if (outside && !doubled) {
      put(box, from - mark.length, to + end.length, words);
      return box.setSelectionRange(from - mark.length, to - mark.length);
    }
    put(box, from, to, mark + words + end);
    box.setSelectionRange(from + mark.length, to + mark.length);
  }

  // The same before each line of the selection.
  function begin(box, mark) {
    const { selectionStart, selectionEnd, value } = box;
    const from = value.lastIndexOf("\n", selectionStart - 1) + 1;
    const next = value.indexOf("\n", selectionEnd);
    const to = next < 0 ? value.length : next;
    const lines = value.slice(from, to).split("\n");
    const marked = lines.every((line) => line.startsWith(mark));
    const text = lines.map((line) => (marked ? line.slice(mark.length) : mark + line)).join("\n");
    const gap = !marked && from && value[from - 2] !== "\n" && value[from - 1] === "\n" && !value.slice(0, from - 1).split("\n").at(-1).startsWith(mark) ? "\n" : "";
    put(box, from, to, gap + text);
    if (selectionStart !== selectionEnd) box.setSelectionRange(from + gap.length, from + gap.length + text.length);
  }

  const ADDRESS = /^(?:https?:\/\/|mailto:)\S+$/i;

  function link(box, address = "") {
    const from = box.selectionStart;
    const words = chosen(box);
    if (!address && ADDRESS.test(words)) {
      put(box, from, box.selectionEnd, `[](${words})`);
      return box.setSelectionRange(from + 1, from + 1);
    }
    put(box, from, box.selectionEnd, `[${words}](${address})`);
    const inside = words && !address ? from + words.length + 3 : from + 1;
    if (!words || !address) box.setSelectionRange(inside, inside);
  }

  function fence(box) {
    const words = chosen(box);
    if (!words.includes("\n")) return surround(box, "`");
    const { selectionStart: from, selectionEnd: to, value } = box;
    const [before, after] = [from && value[from - 1] !== "\n" ? "\n" : "", value[to] === "\n" ? "" : "\n"];
    put(box, from, to, `${before}\`\`\`\n${words}\n\`\`\`${after}`);
  }

  const MARKS = {
    bold: (box) => surround(box, "**"),
    italic: (box) => surround(box, "*"),
    link,
    quote: (box) => begin(box, "> "),
    list: (box) => begin(box, "- "),
    code: fence,
    maths: (box) => (chosen(box).includes("\n") ? surround(box, "$$\n", "\n$$") : surround(box, "$")),
  };
  const KEYS = { b: "bold", i: "italic", k: "link" };

  document.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-mark]");
    if (button) MARKS[button.dataset.mark](boxOf(around(button)));
  });
  document.addEventListener("pointerdown", (event) => event.target.closest("[data-mark]") && event.preventDefault());

  document.addEventListener("keydown", (event) => {
    const { target, key } = event;
    if (event.isComposing || event.altKey) return;
    if (target.matches(BOXES) && (event.ctrlKey || event.metaKey)) {
      if (key === "Enter") {
        event.preventDefault();
        target.form.requestSubmit(target.form.querySelector("button.btn:not([data-preview])"));
      } else if (KEYS[key.toLowerCase()] && !event.shiftKey && around(target).querySelector("[data-mark]")) {
        event.preventDefault();
        MARKS[KEYS[key.toLowerCase()]](target);
      }
    } else if (target.matches("[data-mark]")) walk(event);
  });

  // One stop of the Tab key for the whole row, arrows inside it (WAI-ARIA Authoring Practices, toolbar).
  function walk(event) {
    const all = [...event.target.parentElement.children];
    const right = document.documentElement.dir === "rtl" ? -1 : 1;
    const to = { ArrowRight: all.indexOf(event.target) + right, ArrowLeft: all.indexOf(event.target) - right, Home: 0, End: -1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = all.at(to % all.length);
    for (const button of all) button.tabIndex = button === next ? 0 : -1;
    next.focus();
  }

  // --- Pasting: rich text becomes Markdown (paste.js), an address on selected words a link ---

  document.addEventListener("paste", (event) => {
    const box = event.target;
    if (!box.matches?.(BOXES) || !around(box).querySelector("[data-mark]")) return;
    const words = event.clipboardData.getData("text/plain");
    const selected = chosen(box);
    if (selected && !selected.includes("\n") && !ADDRESS.test(selected) && ADDRESS.test(words.trim())) {
      event.preventDefault();
      return link(box, words.trim());
    }
    const text = toMarkdown(event.clipboardData.getData("text/html"), words);
    if (text === null) return;
    event.preventDefault();
    put(box, box.selectionStart, box.selectionEnd, text);
  });

  // --- Write, or see what it will look like ---

  function show(writing, preview) {
    const [box, shown] = [boxOf(writing), writing.querySelector(".shown")];
    if (preview) shown.style.minBlockSize = `${Math.min(box.offsetHeight, 320)}px`; // what stands below does not jump
    [box.hidden, shown.hidden] = [preview, !preview];
    writing.classList.toggle("previewed", preview);
    writing.querySelector("[data-write]").hidden = !preview;
    writing.querySelector("[data-preview]").hidden = preview;
    for (const button of writing.querySelectorAll("[data-mark]")) button.disabled = preview;
    (preview ? shown : box).focus();
  }

  document.addEventListener("click", ({ target }) => target.closest("[data-write]") && show(around(target), false));
  document.addEventListener("htmx:after:swap", ({ detail }) => {
    const shown = detail.ctx?.target;
    if (shown?.matches?.(".writing > .shown")) show(around(shown), true);
  });

  // --- What is typed is kept: on the site, or in this browser while the site is away ---

  const REST = 2500; // milliseconds without a key, and what was typed is saved
  const LONGEST = 10_000; // milliseconds for who types on and on
  const AGAIN = 15_000; // milliseconds, while the site is away
  const LATER = 5000; // milliseconds
  const BEACON = 60_000; // bytes that a browser sends for a page that is being left
  const WEEKS = 4 * 7 * 86_400_000; // milliseconds that words wait in this browser
  const mine = `unsent:${document.body.dataset.me}:`; // nobody else who uses this browser is offered them

  const states = new WeakMap(); // of a form: what was saved last, and what is going on
  const sending = new Map(); // by htmx: forms and their keys

  const wordsIn = (pairs) => [...pairs].filter(([name]) => !["csrf_token", "unsent", "saves", "turns", "key", "place", "format"].includes(name)).join("\0");
  const words = (form) => wordsIn(new FormData(form));
  const stateOf = (form) => {
    if (!states.has(form)) states.set(form, { saved: words(form), timer: 0, since: 0, busy: null, after: [] });
    return states.get(form);
  };
  const tell = (form, text) => (form.querySelector(".saved").textContent = text);
  const heard = document.body.appendChild(Object.assign(document.createElement("div"), { className: "hidden", ariaLive: "polite" }));

  // What goes wrong is said aloud, once; that all is well is not.
  function warn(form, text) {
    if (form.querySelector(".saved").textContent !== text) heard.textContent = text;
    tell(form, text);
  }
  const newKey = () => [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

  function keyOf(form) {
    field(form, "unsent").value ||= newKey();
    return field(form, "unsent").value;
  }

  // Which save of which page it is: so the site knows whose words it has. In no field, for a copied tab copies its fields.
  const here = newKey();
  let turn = 0;
  const pairsOf = (form) => [...[...new FormData(form)].filter(([name]) => name !== "csrf_token"), ["turns", [`${here}-${++turn}`, ...stateOf(form).after].join(" ")]];

  // What an earlier page has kept, and a form goes on with, is known by its turns. The site takes four at most.
  const turnsOf = (fields) => fields.get("turns").split(" ").slice(0, 3);

  function keepHere(form) {
    const key = keyOf(form);
    try {
      localStorage.setItem(mine + key, JSON.stringify({ to: form.querySelector(".writing").dataset.drafts, at: Date.now(), pairs: pairsOf(form) }));
      return true;
    } catch {
      return false; // no room, or none allowed
    }
  }
  function dropHere(key) {
    try {
      localStorage.removeItem(mine + key);
    } catch { /* nothing was kept, then */ }
  }

  // What was sent last from a place: who goes back finds the words in the box, and they are no draft.
  const mark = (text) => [...text].reduce((sum, sign) => (Math.imul(sum, 31) + sign.codePointAt(0)) | 0, text.length);
  const sentFrom = (form) => `sent:${field(form, "place").value}`;

  function rememberSent(form) {
    try {
      sessionStorage.setItem(sentFrom(form), mark(words(form)));
    } catch { /* a draft, then */ }
  }
  function wasSent(form) {
    try {
      return sessionStorage.getItem(sentFrom(form)) === String(mark(words(form)));
    } catch {
      return false;
    }
  }

  async function send(to, pairs, options = {}) {
    const token = document.querySelector("#act [name=csrf_token]")?.value;
    const body = new URLSearchParams([...pairs, ["csrf_token", token]]);
    return fetch(to, { method: "POST", body, ...WHILE, ...options }).catch(() => null);
  }

  async function save(form, leaving = false) {
    const state = stateOf(form);
    clearTimeout(state.timer);
    state.since = 0;
    if (state.sending || !form.isConnected || words(form) === state.saved) return;
    if (leaving) keepHere(form);
    if (state.busy) return void state.busy.then(() => save(form, leaving)); // one after the other: each says how many there were
    const key = keyOf(form);
    const typed = words(form);
    const pairs = pairsOf(form);
    const small = new URLSearchParams(pairs).toString().length < BEACON;
    state.busy = send(form.querySelector(".writing").dataset.drafts, pairs, { keepalive: leaving && small });
    const answer = await state.busy;
    state.busy = null;
    await take(form, state, key, typed, answer);
  }

  async function take(form, state, key, typed, answer) {
    const { dataset } = form.querySelector(".writing");
    if (answer?.headers.has("Saves")) {
      state.saved = typed;
      field(form, "saves").value = answer.headers.get("Saves");
      tell(form, (await answer.text()).trim());
      if (!state.sending && words(form) === typed) dropHere(key);
    } else if (answer?.status === 204 && (wasSent(form) || !state.typed)) {
      dropHere(key); // these words have arrived, or were thrown away; who types on begins another draft
      state.saved = typed;
    } else if (answer?.status === 409 || answer?.status === 204) {
      if (state.sending || !form.isConnected) return; // what is kept here becomes a draft of its own
      // Another window has changed this draft, or has sent it: what stands here is one of its own.
      dropHere(key);
      [field(form, "unsent").value, field(form, "saves").value] = [newKey(), 0];
      await save(form);
      if (answer.status === 409) warn(form, dataset.elsewhere);
    } else {
      const away = !answer || answer.status >= 500 || answer.status === 429;
      warn(form, keepHere(form) ? (away ? dataset.local : dataset.refused) : document.body.dataset.unreachable);
      if (away) state.timer = setTimeout(save, AGAIN, form);
    }
  }

  function typed({ target }) {
    const form = target.form ?? target.closest?.("form");
    if (!form?.querySelector(".writing")) return;
    const state = stateOf(form);
    state.typed = true;
    if (!sending.has(form)) state.sending = false; // whoever types on in a page that is still there has stopped it
    state.since ||= Date.now();
    clearTimeout(state.timer);
    state.timer = setTimeout(save, Math.max(0, Math.min(REST, state.since + LONGEST - Date.now())), form);
    const writing = around(target);
    if (writing && target.matches("textarea")) grow(target), count(writing);
  }

  const forms = () => [...document.querySelectorAll(".writing")].map((writing) => writing.closest("form"));

  for (const kind of ["input", "change"]) document.addEventListener(kind, typed);
  document.addEventListener("visibilitychange", () => document.hidden && forms().forEach((form) => save(form, true)));
  addEventListener("pagehide", () => forms().forEach((form) => save(form, true)));
  addEventListener("online", () => (forms().forEach((form) => save(form)), sendKept(true)));

  // A form that goes with a part of the page, as by Cancel, leaves its words behind.
  document.addEventListener("htmx:before:swap", ({ detail }) => {
    const targets = (detail.tasks ?? []).map(({ target }) => (typeof target === "string" ? document.querySelector(target) : target));
    for (const form of forms()) if (targets.some((target) => target?.contains?.(form))) save(form, true);
  });
  // A wrong box must be seen for the browser to say so.
  document.addEventListener("invalid", ({ target }) => target.matches(BOXES) && target.hidden && show(around(target), false), true);

  // What is sent is not saved any more, but kept here until it has arrived.
  document.addEventListener("submit", ({ target, submitter }) => {
    if (!target.querySelector(".writing") || submitter?.matches("[data-preview]")) return;
    const state = stateOf(target);
    clearTimeout(state.timer);
    if (words(target) !== state.saved || field(target, "unsent").value) keepHere(target);
    state.sending = true;
    rememberSent(target);
    if (target.matches("[hx-post]")) sending.set(target, field(target, "unsent").value);
  }, true);
  document.addEventListener("htmx:finally:request", ({ detail }) => {
    const open = new Set(forms().map((form) => field(form, "unsent").value));
    for (const [form, key] of sending) {
      if (detail.ctx?.sourceElement && detail.ctx.sourceElement !== form) continue;
      sending.delete(form);
      if (form.isConnected) { // it was not taken
        stateOf(form).sending = false;
        save(form);
      } else if (!open.has(key)) dropHere(key);
    }
  });

  // --- What this browser has kept goes to the site, and back into its form ---

  function kept() {
    try {
      const names = Object.keys(localStorage).filter((name) => name.startsWith(mine));
      return names.map((name) => [name.slice(mine.length), JSON.parse(localStorage.getItem(name))]);
    } catch {
      return [];
    }
  }

  // What the site sent. A browser puts in again what was typed.
  const asSent = (form) => [...form.querySelectorAll("textarea, input:not([type])")].every((box) => box.value === box.defaultValue);

  // Words that the browser put in are saved, unless they were sent from here.
  function takeUp(form) {
    const state = stateOf(form);
    if (!form.querySelector("[data-refused-words]") && (asSent(form) || wasSent(form))) return;
    const [, waits] = kept().find(([key]) => key === field(form, "unsent").value) ?? [];
    if (waits && wordsIn(waits.pairs) === words(form)) state.after = turnsOf(new Map(waits.pairs));
    state.saved = null;
    state.timer = setTimeout(save, 0, form);
  }

  const isFor = (key, fields) => (form) => (field(form, "unsent").value ? field(form, "unsent").value === key : field(form, "place").value === fields.get("place"));

  // At once what belongs into a form of this page; the rest later: its form may be the next page.
  async function sendKept(all) {
    for (const [key, { to, at, pairs }] of kept()) {
      const [own] = forms().filter(isFor(key, new Map(pairs)));
      if (Date.now() - at > WEEKS) dropHere(key);
      else if (own ? asSent(own) && stateOf(own).saved !== null : all) await settle(key, to, pairs); // else it is saved from there
    }
  }

  async function settle(key, to, pairs) {
    const fields = new Map(pairs);
    const find = () => forms().filter(asSent).find(isFor(key, fields));
    const shown = find();
    const state = shown && same(shown, fields) ? stateOf(shown) : {};
    state.after = turnsOf(fields); // whoever types on meanwhile goes on with these words
    const answer = await (state.busy = send(to, pairs));
    state.busy = null;
    const form = find();
    if (answer?.status === 200) fields.set("saves", answer.headers.get("Saves"));
    if (answer?.status === 409) {
      const [unsent] = turnsOf(fields); // whoever sends these words, and how often: it is one draft
      const again = await send(to, pairs.map(([name, value]) => [name, { unsent, saves: "0" }[name] ?? value]));
      if (again?.ok || again?.status === 409) dropHere(key);
    } else if ([200, 204].includes(answer?.status)) dropHere(key);
    if (form && ![204, 409].includes(answer?.status)) fillIn(form, fields, answer?.ok);
  }

  const same = (form, fields) => ["title", "body"].every((name) => !field(form, name) || field(form, name).value === fields.get(name));

  // One that shows this already keeps the version of a text that it has seen.
  function fillIn(form, fields, saved) {
    for (const name of ["unsent", "saves", ...(same(form, fields) ? [] : ["title", "body", "seen"])]) {
      if (field(form, name) && fields.has(name)) field(form, name).value = fields.get(name);
    }
    const state = Object.assign(stateOf(form), { after: turnsOf(fields), saved: saved ? words(form) : null });
    if (!saved) state.timer = setTimeout(save, AGAIN, form);
    tell(form, form.querySelector(".writing").dataset[saved ? "draftShown" : "local"]);
    grow(boxOf(form));
  }

  // --- How the editor looks as one types ---

  function grow(box) {
    if (CSS.supports("field-sizing", "content")) return;
    box.style.blockSize = "auto";
    box.style.blockSize = `${box.scrollHeight + 2}px`;
  }

  // Words as the site counts them.
  const SIGN = "[\\p{sc=Han}\\p{sc=Hira}\\p{sc=Kana}]";
  const RUN = `(?:(?!${SIGN})[\\p{L}\\p{N}_])+`;
  const WORD = new RegExp(`${SIGN}|${RUN}(?:['’-]${RUN})*`, "gu");
  const HIDDEN = /(`[^`\n]+`)(?!`)|^ *(?:```|~~~).*|\[(?:\^[^\]\s]{1,99}|!\w+)\]:?|^ *\[[^\]\n]+\]: .*|&#?\w+;|^ *\d+[.)](?= )|^___+$|\](?:\((?:[^()]|\([^()]*\)){0,500}\)|\[[^[\]]*\])/gm;
  const shown = (text) => text.replace(HIDDEN, (_all, code) => code ?? " ").replace(/[*~]|\\(?=\W)|\^([^\s^]+)\^/g, "$1");

  let counting;
  function count(writing) {
    clearTimeout(counting);
    counting = setTimeout(() => {
      const many = shown(boxOf(writing).value).match(WORD)?.length;
      writing.querySelector(".count").textContent = many ? `${writing.dataset.words} ${many.toLocaleString(document.documentElement.lang)} ${writing.dataset.wanted ?? ""}` : "";
    }, 400);
  }

  // Forms that have just come.
  function furnish() {
    for (const form of forms()) {
      const writing = form.querySelector(".writing");
      if (writing.dataset.ready) continue;
      writing.dataset.ready = "yes";
      for (const marks of writing.querySelectorAll(".marks")) marks.hidden = false;
      grow(boxOf(writing));
      if (boxOf(writing).value) count(writing);
    }
    const open = new Set(forms().map((form) => field(form, "unsent").value));
    for (const link of document.querySelectorAll("[data-draft]")) link.closest("li").hidden = open.has(link.dataset.draft);
  }

  // Not before the browser has put in what it remembers.
  function takeUpAll() {
    const fresh = forms().filter((form) => !states.has(form));
    fresh.forEach(takeUp);
    return fresh.length;
  }

  furnish();
  document.addEventListener("htmx:after:swap", () => {
    furnish();
    if (takeUpAll()) sendKept();
  });
  addEventListener("pageshow", () => {
    for (const form of forms()) if (states.has(form)) stateOf(form).sending = false;
    takeUpAll();
    sendKept();
    setTimeout(sendKept, LATER, true);
  });
}

// Selected words go into an answer, with whose they are and the way back to them. base.html loads this for who may write.
"use strict";

const WORDS = ".post .prose, .comment .body";
const PASSAGE = 4; // words at each end, by which a browser finds a long passage again

const quoting = Object.assign(document.createElement("button"), {
  type: "button", className: "btn quote", hidden: true, textContent: document.body.dataset.quote,
});
let picked = null; // what is selected: its words, and the text that they are in
let waiting = null; // a quotation whose box is on its way
let lastBox = null; // where somebody was writing
let caret = null; // and at which letter: a selection elsewhere makes some browsers forget it

const comment = (source) => source.closest("li.comment");
const opener = (source) =>
  comment(source)?.querySelector(':scope > article [data-key="r"]') ?? document.getElementById("leave-a-comment");
const box = (source) => {
  const id = comment(source) ? `answer-${comment(source).id.split("-")[1]}-body` : "comment-body";
  return lastBox?.isConnected && lastBox.value ? lastBox : document.getElementById(id);
};

function offer() {
  const selection = getSelection();
  const range = selection.rangeCount ? selection.getRangeAt(0) : null;
  const place = range?.commonAncestorContainer;
  const source = (place instanceof Element ? place : place?.parentElement)?.closest(WORDS);
  const words = source ? selection.toString().trim() : "";
  quoting.hidden = !(words && (opener(source) || box(source)));
  if (quoting.hidden) return;
  picked = { words, source, quoted: withFormulas(range) ?? words };
  if (source.nextSibling !== quoting) source.after(quoting); // the next stop of the Tab key
  const { bottom, right } = range.getBoundingClientRect();
  quoting.style.top = `${Math.max(8, Math.min(bottom + 8, innerHeight - 56))}px`;
  quoting.style.left = `${Math.max(8, Math.min(right - 40, innerWidth - quoting.offsetWidth - 16))}px`;
}

// A formula is quoted as the TeX that it was written as: what a browser takes for its words is a heap of signs.
function withFormulas(range) {
  const part = range.cloneContents();
  const formulas = [...part.querySelectorAll("math:has(annotation)")];
  for (const math of formulas) {
    const sign = math.matches("[display]") ? "$$" : "$";
    math.replaceWith(`\ue000${sign}${math.querySelector("annotation").textContent.replace(/\s+/g, " ")}${sign}\ue000`);
  }
  return formulas.length ? part.textContent.trim() : null;
}

// The first and the last words, as the URL fragment text directive has them (WICG Scroll to Text Fragment).
function passage(words) {
  const lines = words.split("\n").filter((line) => line.trim());
  const [first, last] = [lines[0], lines.at(-1)].map((line) => line.trim().split(/\s+/)); // each end lies in one paragraph
  const long = lines.length > 1 || first.length > 2 * PASSAGE;
  const ends = long ? [first.slice(0, PASSAGE), last.slice(-PASSAGE)] : [first];
  const written = ends.map((end) => encodeURIComponent(end.join(" ")).replace(/[-()]/g, (c) => `%${c.charCodeAt(0).toString(16)}`));
  return `#:~:text=${written.join(",")}`;
}

// What would be a sign of Markdown, or of HTML, is written so that it is read as it stands.
const literally = (text) => text.replace(/[\\`*_[\]~|$^]/g, "\\$&").replace(/&/g, "&amp;").replace(/</g, "&lt;")
  .replace(/^(\s*)(#|[-+:](?=\s)|>|\?(?=\?\?))/, "$1\\$2").replace(/^(\s*\d+)([.)])/, "$1\\$2");

const apart = (line) => line.split("\ue000").map((piece, place) => (place % 2 ? piece : literally(piece))).join("");

function quotation({ words, source, quoted }) {
  const thing = comment(source) ?? source.closest(".post");
  const author = literally(thing.querySelector(".by b").textContent);
  const link = comment(source) ? thing.querySelector("a.when").getAttribute("href") : location.pathname + passage(words);
  const lines = [...quoted.split("\n").map(apart), "", `— [${author}](${link})`];
  return `${lines.map((line) => `> ${line}`.trimEnd()).join("\n")}\n\n`;
}

function insert(into, text) {
  into.focus();
  const place = into === lastBox ? caret ?? into.value.length : into.value.length;
  into.setSelectionRange(place, place);
  const before = into.value.slice(0, into.selectionStart);
  const gap = before && !before.endsWith("\n\n") ? "\n\n" : "";
  // The one way of writing into a text area that its undo knows.
  if (!document.execCommand("insertText", false, gap + text)) into.setRangeText(gap + text, into.selectionStart, into.selectionEnd, "end");
}

quoting.addEventListener("pointerdown", (event) => event.preventDefault()); // the selection stays
quoting.addEventListener("click", () => {
  const { source } = picked;
  const into = box(source);
  waiting = into ? null : { source, text: quotation(picked) };
  if (into) insert(into, quotation(picked));
  else opener(source).click();
  quoting.hidden = true;
});

for (const moved of ["selectionchange", "scroll"]) document.addEventListener(moved, offer, { passive: true });
for (const written of ["input", "keyup", "pointerup"]) {
  document.addEventListener(written, ({ target }) => {
    if (target.matches?.(".composer textarea")) [lastBox, caret] = [target, target.selectionEnd];
  });
}
document.addEventListener("htmx:after:swap", () => {
  const into = waiting && box(waiting.source);
  if (!into) return;
  insert(into, waiting.text);
  waiting = null;
});

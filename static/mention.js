// A list of people opens where somebody types an @ into a text; base.html loads this for who may write.
"use strict";

{
  const BEGUN = /(?:^|[^\p{L}\p{N}/@])@([\p{L}\p{N}\p{M}-]{1,40})$/u; // as text_mentions.py finds it when it is whole
  const NEAR = 60; // letters before the caret that are looked at
  const RESTS = 150; // milliseconds; who types on asks nothing
  const ALIKE = ["direction", "fontFamily", "fontSize", "fontStyle", "fontWeight", "letterSpacing", "lineHeight", "padding"];

  const counted = document.createElement("p"); // tells who listens how many there are
  counted.className = "hidden";
  counted.setAttribute("aria-live", "polite");
  document.body.append(counted);

  let list = null; // of the people who are called so
  let box = null; // that it belongs to
  let wanted = ""; // and what was typed for it
  let putAway = -1; // where the @ stands that somebody wanted no list for
  let timer;

  const begun = ({ value, selectionStart, selectionEnd: end }) =>
    (selectionStart === end && BEGUN.exec(value.slice(Math.max(0, end - NEAR), end))?.[1]) || "";
  const sign = (writing) => writing.selectionEnd - begun(writing).length - 1; // where the @ stands
  const chosen = () => list.querySelector('[aria-selected="true"]');

  function typed({ target, isComposing }) {
    if (!target.matches?.('textarea:is([name="body"], [name="co_authors"])') || isComposing) return;
    clearTimeout(timer);
    if (!begun(target)) [putAway] = [-1, close()];
    else if (sign(target) !== putAway) timer = setTimeout(ask, RESTS, target);
  }

  async function ask(writing) {
    const start = begun(writing);
    const address = `${document.body.dataset.people}?q=${encodeURIComponent(start)}`;
    const answer = await fetch(address, { headers: { "HX-Request-Type": "partial" } }).catch(() => null);
    const html = answer?.status === 200 ? await answer.text() : "";
    if (!start || begun(writing) !== start || document.activeElement !== writing) return; // it comes too late
    const before = list && chosen().id;
    close();
    if (html) open(writing, start, html, before);
  }

  function open(writing, start, html, before) {
    writing.form.insertAdjacentHTML("afterend", html);
    [list, box, wanted] = [document.getElementById("people"), writing, start];
    const [first, ...others] = list.children;
    if (first.dataset.handle === start && !others.length) return close(); // it is all there
    box.setAttribute("aria-autocomplete", "list");
    box.setAttribute("aria-controls", list.id);
    counted.textContent = list.dataset.said;
    choose(document.getElementById(before) ?? first);
    place();
  }

  function close() {
    clearTimeout(timer);
    if (!list) return;
    for (const name of ["aria-controls", "aria-activedescendant"]) box.removeAttribute(name);
    list.remove();
    [list, counted.textContent] = [null, ""];
  }

  function choose(option) {
    chosen()?.setAttribute("aria-selected", "false");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    box.setAttribute("aria-activedescendant", option.id);
  }

  function take({ dataset }) {
    box.setSelectionRange(sign(box), box.selectionEnd);
    close();
    const text = `@${dataset.handle} `;
    // The one way of writing into a text area that its undo knows.
    if (!document.execCommand("insertText", false, text)) box.setRangeText(text, box.selectionStart, box.selectionEnd, "end");
  }

  // Where the @ is: a copy of the box, with the same letters in the same lines, knows it.
  function whereabouts() {
    const [copy, mark] = [document.createElement("div"), document.createElement("span")];
    const [look, edge] = [getComputedStyle(box), box.getBoundingClientRect()];
    for (const name of ALIKE) copy.style[name] = look[name];
    Object.assign(copy.style, { position: "fixed", visibility: "hidden", whiteSpace: "pre-wrap", inlineSize: `${box.clientWidth}px` });
    Object.assign(copy.style, { top: `${edge.top + box.clientTop - box.scrollTop}px`, left: `${edge.left + box.clientLeft}px` });
    mark.textContent = `@${begun(box)}`;
    copy.append(box.value.slice(0, sign(box)), mark);
    document.body.append(copy);
    const found = mark.getBoundingClientRect();
    copy.remove();
    return found;
  }

  function place() {
    if (!list) return;
    const { top, bottom, left } = whereabouts();
    const above = top - 4 - list.offsetHeight;
    const fits = bottom + 4 + list.offsetHeight <= innerHeight || above < 0;
    list.style.top = `${fits ? bottom + 4 : above}px`;
    list.style.left = `${Math.max(8, Math.min(left, document.documentElement.clientWidth - list.offsetWidth - 8))}px`;
  }

  function press(event) {
    if (!list || event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const [options, by] = [[...list.children], { ArrowDown: 1, ArrowUp: -1 }[event.key]];
    if (by) choose(options.at((options.indexOf(chosen()) + by) % options.length));
    else if (event.key === "Escape") [putAway] = [sign(box), close()];
    else if (["Enter", "Tab"].includes(event.key) && begun(box) === wanted) take(chosen());
    else return;
    event.preventDefault();
    event.stopPropagation(); // the same key closes nothing else
  }

  for (const kind of ["input", "compositionend"]) document.addEventListener(kind, typed);
  for (const kind of ["scroll", "resize"]) addEventListener(kind, place, { capture: true, passive: true });
  document.addEventListener("keydown", press, true);
  document.addEventListener("pointerdown", (event) => list?.contains(event.target) && event.preventDefault()); // the caret stays
  document.addEventListener("click", ({ target }) => list?.contains(target) && target.closest("li") && take(target.closest("li")));
  document.addEventListener("focusout", ({ target }) => target === box && close());
  document.addEventListener("selectionchange", () => list && !begun(box) && close());
  document.addEventListener("htmx:after:swap", () => list && !box.isConnected && close());
}

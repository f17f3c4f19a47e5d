// Rich text from the clipboard -> Markdown: what word processors and web pages copy.
"use strict";

const toMarkdown = (() => {
  const BLOCKS = new Set("ADDRESS ARTICLE ASIDE BLOCKQUOTE DD DIV DL DT FIGURE FOOTER FORM H1 H2 H3 H4 H5 H6 HEADER HR LI MAIN OL P PRE SECTION TABLE TR UL".split(" "));
  const GONE = new Set("SCRIPT STYLE TEMPLATE HEAD TITLE META LINK NOSCRIPT IFRAME OBJECT BUTTON INPUT SELECT TEXTAREA SVG".split(" "));
  const ADDRESS = /^(?:https?:|mailto:)/i;
  const RICH = "a[href], b, strong, i, em, h1, h2, h3, h4, h5, h6, ul, ol, blockquote, table, pre, code, hr, img, del, s, [data-style*='font-weight'], [data-style*='font-style'], [class*='MsoList']";

  // Styles are read and not applied: the page's policy would complain.
  const unstyled = (html) => html.replace(/<style\b[^]*?<\/style>/gi, "").replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\sstyle\s*=/i, " data-style="));
  const styled = (node, name) => new RegExp(`(?:^|;)\\s*${name}\\s*:\\s*([\\w-]+)`, "i").exec(node.dataset.style ?? "")?.[1].toLowerCase();

  // What would be a sign of Markdown is escaped.
  const plainly = (text) => text.replace(/[\\`*_[\]$]/g, "\\$&").replace(/(^|\s)~(?=\S)/g, "$1\\~").replace(/</g, "&lt;");
  const lines = (text) => text.replace(/^(\s*)(#{1,6}|[-+])(?=\s)/gm, "$1\\$2").replace(/^(\s*\d+)([.)])(?=\s)/gm, "$1\\$2").replace(/^(\s*)>/gm, "$1\\>");

  // Marks stand beside letters, not beside spaces.
  function marked(text, mark) {
    const [, before, words, after] = /^(\s*)([^]*?)(\s*)$/.exec(text);
    return words ? `${before}${mark}${words}${mark}${after}` : text;
  }

  function isBold(node) {
    const weight = styled(node, "font-weight");
    return weight ? weight === "bold" || Number(weight) >= 600 : node.tagName === "B" || node.tagName === "STRONG";
  }
  function isItalic(node) {
    const style = styled(node, "font-style");
    return style ? style === "italic" || style === "oblique" : node.tagName === "I" || node.tagName === "EM";
  }

  function inline(node) {
    if (node.nodeType === Node.TEXT_NODE) return plainly(node.data.replace(/[\s\u00a0]+/g, " "));
    if (node.nodeType !== Node.ELEMENT_NODE || GONE.has(node.tagName)) return "";
    if (node.tagName === "BR") return "\n";
    if (node.tagName === "IMG") return picture(node);
    if (node.tagName === "CODE" || node.tagName === "KBD" || node.tagName === "TT") return code(node.textContent);
    let text = [...node.childNodes].map(inline).join("");
    if (["S", "DEL", "STRIKE"].includes(node.tagName)) text = marked(text, "~~");
    if (node.tagName === "SUP" && /^[\w+-]+$/.test(text)) text = `^${text}^`;
    if (node.tagName === "SUB" && /^[\w+-]+$/.test(text)) text = `~${text}~`;
    if (isItalic(node)) text = marked(text, "*");
    if (isBold(node)) text = marked(text, "**");
    const address = node.tagName === "A" ? node.getAttribute("href") ?? "" : "";
    return ADDRESS.test(address) && text.trim() ? linked(text.trim().replace(/\n/g, " "), address) : text;
  }

  const linked = (text, address) => (text.replace(/\\/g, "") === address ? `<${address}>` : `[${text}](${address.replace(/[()\s]/g, (sign) => ({ "(": "%28", ")": "%29" })[sign] ?? "%20")})`);
  const picture = (image) => (ADDRESS.test(image.getAttribute("src") ?? "") ? `![${plainly(image.alt)}](${image.src})` : plainly(image.alt));
  const code = (text) => {
    const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
    const fence = "`".repeat(longest + 1);
    return text.trim() ? `${fence}${longest ? ` ${text} ` : text}${fence}` : text;
  };

  // Children that stand in a line together are one paragraph; each block is one of its own.
  function blocks(node) {
    const found = [];
    let run = [];
    const flush = () => {
      const text = lines(run.join("").replace(/ *\n */g, "\n").replace(/ {2,}/g, " ").trim());
      if (text) found.push(text);
      run = [];
    };
    for (const child of node.childNodes) {
      const holdsBlocks = child.nodeType === Node.ELEMENT_NODE && [...child.querySelectorAll("*")].some((inner) => BLOCKS.has(inner.tagName));
      if (child.nodeType === Node.ELEMENT_NODE && !GONE.has(child.tagName) && (BLOCKS.has(child.tagName) || holdsBlocks)) {
        flush();
        found.push(...block(child));
      } else run.push(inline(child));
    }
    flush();
    return found;
  }

  function block(node) {
    const tag = node.tagName;
    if (/^H[1-6]$/.test(tag)) return heading(node, Number(tag[1]));
    if (tag === "HR") return ["---"];
    if (tag === "PRE") return [`\`\`\`\n${node.textContent.replace(/\n+$/, "")}\n\`\`\``];
    if (tag === "BLOCKQUOTE") return [blocks(node).join("\n\n").replace(/^/gm, "> ").replace(/^> $/gm, ">")];
    if (tag === "UL" || tag === "OL") return [list(node)];
    if (tag === "TABLE") return [table(node)];
    return word(node) ?? blocks(node);
  }

  const heading = (node, level) => {
    const text = inline(node).replace(/\s+/g, " ").replace(/^\*\*([^*]*)\*\*$/, "$1").trim();
    return text ? [`${"#".repeat(level)} ${text}`] : [];
  };

  function list(node) {
    const ordered = node.tagName === "OL";
    let number = node.start || 1;
    const items = [];
    for (const child of node.children) {
      if (child.tagName === "UL" || child.tagName === "OL") items.push(list(child).replace(/^/gm, "    ")); // as some editors nest
      else {
        const sign = ordered ? `${number++}. ` : "- ";
        items.push(sign + blocks(child).join("\n").replace(/\n/g, `\n    `));
      }
    }
    return items.join("\n");
  }

  // Word writes its lists as paragraphs, with the sign and the level in a style and a class.
  function word(node) {
    const level = /mso-list:[^;]*level(\d)/i.exec(node.dataset.style ?? "");
    if (!level) return null;
    const copy = node.cloneNode(true);
    const sign = copy.querySelector("[data-style*='mso-list']");
    const ordered = /^\s*\(?[\da-z]+[.)]/i.test(sign?.textContent ?? "");
    sign?.remove();
    return [`${"    ".repeat(Number(level[1]) - 1)}${ordered ? "1." : "-"} ${inline(copy).trim()}`];
  }

  function table(node) {
    const rows = [...node.rows].map((row) => [...row.cells].map((cell) => blocks(cell).join(" ").replace(/\s+/g, " ").replace(/\|/g, "\\|")));
    const wide = Math.max(0, ...rows.map((row) => row.length));
    if (wide < 2) return rows.flat().join("\n\n");
    const line = (cells) => `| ${Array.from({ length: wide }, (_, place) => cells[place] ?? "").join(" | ")} |`;
    return [line(rows[0]), line(Array(wide).fill("---")), ...rows.slice(1).map(line)].join("\n");
  }

  // Items that follow each other are one list.
  const ITEM = /^ *(?:-|\d+\.) /;
  const together = (found) => found.reduce((text, next, place) => text + (place ? (ITEM.test(next) && ITEM.test(found[place - 1]) ? "\n" : "\n\n") : "") + next, "");

  // Returns Markdown, or null where the plain words say as much.
  return (html, words) => {
    if (!html || html.includes("vscode-editor-data")) return null;
    const { body } = new DOMParser().parseFromString(unstyled(html), "text/html"); // runs and loads nothing
    for (const comment of [...body.childNodes].filter((node) => node.nodeType === Node.COMMENT_NODE)) comment.remove();
    if (!body.querySelector(RICH)) return null;
    const text = together(blocks(body));
    return text && text !== words.trim() ? text : null;
  };
})();

// From the HTML of an article back to its Markdown: whatever helpdesk/lib/html/article writes, and what a browser's
// own editing makes of it. What has no Markdown stays HTML, which the server cleans like any other.
const PREFIX = "s-";
const RAW_INLINE = new Set(["KBD", "MARK", "SUB", "SUP", "U", "INS", "ABBR", "SMALL", "SAMP", "VAR", "Q", "DFN"]);
const AROUND = { STRONG: "**", B: "**", EM: "_", I: "_", S: "~~", DEL: "~~", STRIKE: "~~" };
const BLOCKS = new Set([
  "P", "DIV", "H1", "H2", "H3", "H4", "H5", "H6", "UL", "OL", "BLOCKQUOTE", "ASIDE", "PRE", "TABLE", "HR", "DETAILS", "DL", "FIGURE",
]);

export function toMarkdown(root) {
  return `${blocks(root)}\n`.replace(/^\n+/, "");
}

function blocks(node) {
  const parts = [];
  let run = [];
  const flush = () => {
    const text = lineStart(inlines(run).trim());
    if (text) parts.push(text);
    run = [];
  };
  for (const child of node.childNodes) {
    if (BLOCKS.has(child.nodeName)) {
      flush();
      const text = block(child);
      if (text) parts.push(text);
    } else run.push(child);
  }
  flush();
  return parts.join("\n\n");
}

function block(node) {
  const name = node.nodeName;
  if (/^H\d$/.test(name)) return heading(node);
  if (name === "P") return lineStart(inlines(node.childNodes).trim());
  if (name === "HR") return "---";
  if (name === "PRE") return code(node);
  if (name === "UL" || name === "OL") return list(node);
  if (name === "BLOCKQUOTE") return quoted(blocks(node));
  if (name === "ASIDE") return callout(node);
  if (name === "TABLE") return table(node);
  if (name === "DIV") return blocks(node);
  return node.outerHTML;
}

function heading(node) {
  const words = inlines(node.childNodes).replaceAll("\n", " ").trim();
  const id = (node.id ?? "").replace(PREFIX, "");
  const own = id && id !== slug(node.textContent) ? ` {#${id}}` : "";
  return words && `${"#".repeat(Number(node.nodeName[1]))} ${words}${own}`;
}

// As Django's slugify.
function slug(text) {
  const plain = text.normalize("NFKD").replace(/[^\x00-\x7F]/g, "").toLowerCase().replace(/[^\w\s-]/g, "");
  return plain.replace(/[-\s]+/g, "-").replace(/^[-_]+|[-_]+$/g, "").slice(0, 80) || "section";
}

function code(node) {
  const text = node.textContent.replace(/\n$/, "");
  const language = /language-(\S+)/.exec(node.firstElementChild?.className ?? "")?.[1] ?? "";
  const fence = "`".repeat(Math.max(3, ...[...text.matchAll(/`+/g)].map(([run]) => run.length + 1)));
  return `${fence}${language}\n${text}\n${fence}`;
}

function list(node) {
  const ordered = node.nodeName === "OL";
  let number = Number(node.getAttribute("start") ?? 1);
  const items = [...node.children].filter((child) => child.nodeName === "LI");
  const loose = items.some((item) => item.querySelector(":scope > p"));
  const lines = items.map((item) => {
    const box = item.querySelector(":scope > .task__box, :scope > p > .task__box");
    const mark = ordered ? `${number++}. ` : "- ";
    const task = box ? (box.textContent.includes("☑") ? "[x] " : "[ ] ") : "";
    const text = loose ? blocks(item) : tight(item);
    return mark + (task + text.trimStart()).split("\n").map((line, n) => (n && line ? " ".repeat(mark.length) + line : line)).join("\n");
  });
  return lines.join(loose ? "\n\n" : "\n");
}

// An item of a tight list: its words, and lists inside it at the next line.
function tight(item) {
  const parts = [];
  let run = [];
  for (const child of [...item.childNodes, null]) {
    if (child && !BLOCKS.has(child.nodeName)) run.push(child);
    else {
      const words = inlines(run).trim();
      if (words) parts.push(lineStart(words));
      run = [];
      if (child) parts.push(block(child));
    }
  }
  return parts.join("\n");
}

const quoted = (text) => text.split("\n").map((line) => `> ${line}`.trimEnd()).join("\n");

function callout(node) {
  const kind = /callout--(\w+)/.exec(node.className)?.[1];
  const inside = node.cloneNode(true);
  inside.querySelector(".callout__title")?.remove();
  return kind ? quoted(`[!${kind.toUpperCase()}]\n${blocks(inside)}`) : quoted(blocks(inside));
}

function table(node) {
  const rows = [...node.querySelectorAll("tr")].map((row) => [...row.children]);
  if (!rows.length || node.querySelector("[colspan], [rowspan], ul, ol, pre, p + p")) return node.outerHTML;
  const cell = (one) => inlines(one.childNodes).replace(/\s*\n\s*/g, " ").replaceAll("|", "\\|").trim();
  const line = (cells) => `| ${cells.join(" | ")} |`;
  const edge = { left: ":--", right: "--:", center: ":-:" };
  const head = line(rows[0].map(cell));
  const rule = line(rows[0].map((one) => edge[one.getAttribute("align")] ?? "---"));
  return [head, rule, ...rows.slice(1).map((cells) => line(cells.map(cell)))].join("\n");
}

function inlines(nodes) {
  return [...nodes].map(inline).join("");
}

function inline(node) {
  if (node.nodeType === Node.TEXT_NODE) return words(node);
  if (node.nodeType !== Node.ELEMENT_NODE || node.classList.contains("task__box")) return "";
  const name = node.nodeName;
  if (name === "BR") return node.nextSibling ? "\\\n" : "";
  if (name === "IMG") return `![${escaped(node.alt)}](${node.getAttribute("src") ?? ""})`;
  if (name === "CODE") return ticked(node.textContent);
  if (name === "A") return link(node);
  const inside = inlines(node.childNodes);
  if (AROUND[name]) return around(inside, AROUND[name]);
  if (RAW_INLINE.has(name)) return `<${name.toLowerCase()}>${inside}</${name.toLowerCase()}>`;
  return inside;
}

function words(node) {
  const text = node.data.replaceAll("\u00a0", " ").replace(/[ \t]+/g, " ").replace(/ ?\n[ \n]*/g, "\n");
  return escaped(node.previousSibling?.nodeName === "BR" ? text.replace(/^\n/, "") : text);
}

// Marks stand at the words, never at a space.
function around(inside, mark) {
  const [, before, words, after] = /^(\s*)([\s\S]*?)(\s*)$/.exec(inside);
  return words ? before + mark + words + mark + after : inside;
}

function ticked(text) {
  const fence = "`".repeat(text.includes("`") ? 2 : 1);
  return text.includes("`") ? `${fence} ${text} ${fence}` : fence + text + fence;
}

function link(node) {
  const words = inlines(node.childNodes);
  const href = (node.getAttribute("href") ?? "").replace(`#${PREFIX}`, "#");
  if (!href) return words;
  if (words === href && /^https?:/.test(href)) return `<${href}>`;
  return words.trim() && `[${words.trim()}](${/[\s()]/.test(href) ? `<${href}>` : href})`;
}

const escaped = (text) => text.replace(/[\\`*[\]<]/g, "\\$&").replace(/(^|\W)_|_(?=\W|$)/g, (found) => found.replace("_", "\\_")).replace(/~~/g, "\\~~").replace(/&(?=#?\w+;)/g, "\\&");

// A line of words that would otherwise begin a heading, a list, a quote or a rule.
const lineStart = (text) => text.replace(/^(?=#{1,6}(\s|$)|>|[-+](\s|$)|[-=]{2,}\s*$)/gm, "\\").replace(/^(\d{1,9})([.)])(?=\s)/gm, "$1\\$2");

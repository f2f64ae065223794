// Buttons that write Markdown around what is chosen, as if typed: undo takes it back.
import { behaviour } from "../behaviours.js";

const wrap = (before, after, example) => (chosen) => ({ text: before + (chosen || example) + after, from: before.length, length: (chosen || example).length });
const lines = (mark, example) => (chosen) => {
  const text = (chosen || example).split("\n").map((line, n) => (typeof mark === "function" ? mark(n) : mark) + line).join("\n");
  return { text, from: 0, length: text.length, ownLine: true };
};
const block = (text, chosen) => (given) => {
  const words = given || chosen;
  const whole = text.replace("$", words);
  return { text: whole, from: whole.indexOf(words), length: words.length, ownLine: true };
};

const WRITE = {
  bold: wrap("**", "**", "bold"),
  italic: wrap("_", "_", "italic"),
  heading: lines("## ", "Heading"),
  bullets: lines("- ", "First"),
  numbers: lines((n) => `${n + 1}. `, "First"),
  tasks: lines("- [ ] ", "First"),
  quote: lines("> ", "Quote"),
  note: block("> [!NOTE]\n> $\n", "What to mind"),
  table: block("| $ | Then |\n| --- | --- |\n|  |  |\n", "When"),
  step: block("## $\n\nWhat to do or look at.\n\n- [Yes](#next-step)\n- [No](#another-step)\n", "Is the light on?"),
  code: (chosen) => (chosen.includes("\n") ? block("```\n$\n```\n", "")(chosen) : wrap("`", "`", "code")(chosen)),
  link: (chosen) => {
    if (/^https?:\/\/\S+$/.test(chosen)) return { text: `[words](${chosen})`, from: 1, length: 5 };
    const words = chosen || "words";
    return { text: `[${words}](https://)`, from: words.length + 11, length: 0 };
  },
};
const KEYS = { b: "bold", i: "italic", k: "link" };

// Write over what is chosen in a field so that its undo knows of it; deprecated, and still the only way.
export function insert(area, text) {
  area.focus();
  if (document.execCommand("insertText", false, text)) return;
  area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

function mark(area, name) {
  if (area.readOnly) return;
  const { value, selectionStart: start, selectionEnd: end } = area;
  const { text, from, length, ownLine } = WRITE[name](value.slice(start, end));
  const gap = ownLine && start > 0 && value[start - 1] !== "\n" ? "\n" : "";
  insert(area, gap + text);
  const first = start + gap.length + from;
  area.setSelectionRange(first, first + length);
}

behaviour("article-tools", (tools) => {
  const area = document.getElementById(tools.dataset.area);
  tools.addEventListener("click", (event) => {
    const tool = event.target.closest("[data-mark]");
    if (tool) mark(area, tool.dataset.mark);
  });
  area.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || !KEYS[event.key.toLowerCase()]) return;
    event.preventDefault();
    event.stopPropagation();
    mark(area, KEYS[event.key.toLowerCase()]);
  });
});

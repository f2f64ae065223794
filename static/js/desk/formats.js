// Buttons that write Markdown around what is chosen in the composer, as if typed: undo takes it back.
import { behaviour } from "./behaviours.js";

const WRITE = {
  bold: (chosen) => wrapped(chosen, "**", "**", "bold"),
  link: (chosen) => {
    if (/^https?:\/\/\S+$/.test(chosen)) return { text: `[words](${chosen})`, from: 1, length: 5 };
    return { text: `[${chosen || "words"}](https://)`, from: (chosen || "words").length + 11, length: 0 };
  },
  list: (chosen) => {
    const lines = (chosen || "first").split("\n").map((line, n) => `${n + 1}. ${line}`);
    return { text: lines.join("\n"), from: 3, length: lines[0].length - 3, ownLine: true };
  },
};

function wrapped(chosen, before, after, example) {
  const words = chosen || example;
  return { text: before + words + after, from: before.length, length: words.length };
}

function format(area, name) {
  const { value, selectionStart: start, selectionEnd: end } = area;
  const { text, from, length, ownLine } = WRITE[name](value.slice(start, end));
  const gap = ownLine && start > 0 && value[start - 1] !== "\n" ? "\n" : "";
  area.focus();
  // Deprecated, and still the only way to write into a field that its undo knows of.
  if (!document.execCommand("insertText", false, gap + text)) {
    area.setRangeText(gap + text, start, end);
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }
  const first = start + gap.length + from;
  area.setSelectionRange(first, first + length);
}

behaviour("formats", (tools) => {
  const form = tools.closest("form");
  const area = form.querySelector("textarea");
  tools.addEventListener("click", (event) => {
    const tool = event.target.closest("[data-format]");
    if (tool) format(area, tool.dataset.format);
  });
  // An address pasted behind the “https://” that stands there as a start takes its place.
  area.addEventListener("paste", (event) => {
    const { value, selectionStart: start, selectionEnd: end } = area;
    const before = value.slice(0, start);
    if (before.endsWith("](https://") && /^https?:\/\/\S+$/.test(event.clipboardData.getData("text").trim())) {
      area.setSelectionRange(start - "https://".length, end);
    }
  });
  area.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.key.toLowerCase() !== "b") return;
    if (getComputedStyle(tools).display === "none") return;
    event.preventDefault();
    format(area, "bold");
  });
});

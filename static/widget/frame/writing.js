// The line one writes on: text that survives a reload, files, emoji, and a sign to the other side that we type.
import { offerEmoji } from "./emoji.js";
import { draw } from "./parts.js";
import { size } from "./words.js";

const TYPING_EVERY = 3000;
const MOST_FILES = 5;

export function writing(ctx, parts, { draftName, send, typed, complain }) {
  const { shown, keep } = ctx;
  let chosen = [];
  let told = 0;

  parts.attach.hidden = !shown.files;
  parts.smile.hidden = !shown.emoji;
  parts.text.value = keep.get(draftName) ?? "";
  grow();

  function grow() {
    parts.text.style.height = "auto";
    parts.text.style.height = `${Math.min(parts.text.scrollHeight + 2, 128)}px`;
  }

  function showFiles() {
    parts.files.hidden = !chosen.length;
    parts.files.replaceChildren(
      ...chosen.map((file) => {
        const drawn = draw("chosen_file");
        drawn.parts.name.textContent = `${file.name}, ${size(file.size)}`;
        drawn.parts.drop.ariaLabel = `Remove ${file.name}`;
        drawn.parts.drop.addEventListener("click", () => {
          chosen = chosen.filter((one) => one !== file);
          showFiles();
          parts.text.focus();
        });
        return drawn.content;
      }),
    );
  }

  function take(files) {
    const all = [...chosen, ...files];
    if (all.length > MOST_FILES) return complain(`Send up to ${MOST_FILES} files at a time.`);
    if (all.reduce((sum, file) => sum + file.size, 0) > shown.most_bytes) {
      return complain(`Files may have up to ${Math.floor(shown.most_bytes / 1048576)} MB together.`);
    }
    chosen = all;
    return showFiles();
  }

  function submit() {
    const text = parts.text.value.trim();
    if (!text && !chosen.length) return;
    send(text, chosen);
    chosen = [];
    showFiles();
    parts.text.value = "";
    keep.drop(draftName);
    grow();
    parts.text.focus();
  }

  parts.text.addEventListener("input", () => {
    keep.set(draftName, parts.text.value);
    grow();
    if (parts.text.value && Date.now() - told > TYPING_EVERY) {
      told = Date.now();
      typed();
    }
  });
  parts.text.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    submit();
  });
  parts.form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  parts.picker.addEventListener("change", () => {
    take([...parts.picker.files]);
    parts.picker.value = "";
    parts.text.focus();
  });
  parts.text.addEventListener("paste", (event) => {
    if (shown.files && event.clipboardData.files.length) {
      event.preventDefault();
      take([...event.clipboardData.files]);
    }
  });
  if (shown.emoji) {
    offerEmoji(parts.emoji, (emoji) => {
      parts.text.setRangeText(emoji, parts.text.selectionStart, parts.text.selectionEnd, "end");
      parts.text.dispatchEvent(new Event("input"));
      parts.text.focus();
    });
  }
}

// Pictures and files come into a text by a button, by pasting and by dropping; the text then says where they stand.
export function takeFiles(bar) {
  const form = bar.closest("form");
  const text = form.elements.body;
  const input = bar.querySelector('input[type="file"]');
  const said = bar.querySelector("[data-files-said]");

  function put(words) {
    const start = text.selectionStart;
    const before = text.value.slice(0, start);
    const gap = before && !before.endsWith("\n") ? "\n\n" : "";
    text.setRangeText(`${gap}${words}\n`, start, text.selectionEnd, "end");
    // So that the draft is kept, as after a key.
    text.dispatchEvent(new Event("input", { bubbles: true }));
  }

  async function take(file) {
    const fields = new FormData();
    fields.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    fields.append("file", file);
    said.textContent = `Adding ${file.name}…`;
    try {
      const answer = await fetch(bar.dataset.to, { method: "POST", body: fields, credentials: "same-origin" });
      if (answer.status === 201) {
        put((await answer.json()).markdown);
        said.textContent = `${file.name} is in the text`;
      } else {
        said.textContent = answer.status < 500 && !answer.redirected ? await answer.text() : "It could not be added. Try again.";
      }
    } catch {
      said.textContent = "It could not be added. Are you online?";
    }
  }

  async function takeAll(files) {
    for (const file of files) await take(file);
    input.value = "";
  }

  input.addEventListener("change", () => takeAll([...input.files]));
  text.addEventListener("paste", (event) => {
    const files = [...event.clipboardData.files];
    // A text copied from an office program comes with a picture of itself.
    if (!files.length || event.clipboardData.types.includes("text/plain")) return;
    event.preventDefault();
    takeAll(files);
  });
  text.addEventListener("dragover", (event) => {
    if (event.dataTransfer.types.includes("Files")) event.preventDefault();
  });
  text.addEventListener("drop", (event) => {
    const files = [...event.dataTransfer.files];
    if (!files.length) return;
    event.preventDefault();
    takeAll(files);
  });
  bar.hidden = false;
}

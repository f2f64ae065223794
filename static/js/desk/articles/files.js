// Pictures and files: chosen, dropped or pasted into the text; each is sent at once and can be put into the words.
import { announce } from "../announcer.js";
import { behaviour } from "../behaviours.js";
import { post } from "../requests.js";
import { insert } from "./marks.js";

behaviour("article-files", (root) => {
  const list = root.querySelector("ul");
  const body = document.getElementById("id_body");

  async function send(file, place) {
    const line = Object.assign(document.createElement("li"), { className: "list__row", textContent: `Sending ${file.name} …` });
    list.append(line);
    const fields = new FormData();
    fields.append("file", file);
    try {
      const response = await post(root.dataset.uploads, fields);
      if (!response.ok) {
        line.textContent = `${file.name}: ${(await response.text()).slice(0, 160)}`;
        line.setAttribute("role", "alert");
        return;
      }
      const holder = document.createElement("template");
      holder.innerHTML = await response.text();
      const drawn = holder.content.firstElementChild;
      line.replaceWith(drawn);
      announce(`${file.name} is added`);
      if (place && !body.readOnly) insert(body, `${drawn.querySelector("[data-insert]").dataset.insert}\n`);
    } catch {
      line.textContent = `${file.name} could not be sent. Try again when you are online.`;
      line.setAttribute("role", "alert");
    }
  }

  root.querySelector("input[type=file]")?.addEventListener("change", ({ target }) => {
    for (const file of target.files) send(file, false);
    target.value = "";
  });
  list.addEventListener("click", (event) => {
    const button = event.target.closest("[data-insert]");
    if (button && !body.readOnly) insert(body, button.dataset.insert);
  });
  if (body.readOnly) return;
  body.addEventListener("dragover", (event) => {
    if (event.dataTransfer.types.includes("Files")) event.preventDefault();
  });
  body.addEventListener("drop", (event) => {
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    for (const file of event.dataTransfer.files) send(file, true);
  });
  body.addEventListener("paste", (event) => {
    if (!event.clipboardData.files.length || event.clipboardData.types.includes("text/plain")) return;
    event.preventDefault();
    for (const file of event.clipboardData.files) send(file, true);
  });
});

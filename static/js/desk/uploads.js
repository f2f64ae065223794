// Files of a composer: chosen, dropped or pasted; each is sent at once and becomes a line with a hidden token.
import { announce } from "./announcer.js";

export function takeFiles(root, { input, changed }) {
  const list = root.querySelector("#uploads");
  const take = (files) => [...files].forEach((file) => send(file, root.dataset.uploads, list, changed));
  input.addEventListener("change", () => {
    take(input.files);
    input.value = "";
  });
  root.addEventListener("dragover", (event) => {
    if (event.dataTransfer.types.includes("Files")) event.preventDefault();
  });
  root.addEventListener("drop", (event) => {
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    take(event.dataTransfer.files);
  });
  root.addEventListener("paste", (event) => {
    if (!event.clipboardData.files.length) return;
    event.preventDefault();
    take(event.clipboardData.files);
  });
}

function send(file, url, list, changed) {
  const line = document.createElement("li");
  line.className = "attach";
  const name = Object.assign(document.createElement("span"), { className: "truncate", textContent: file.name });
  const bar = Object.assign(document.createElement("progress"), { max: 1, value: 0 });
  bar.setAttribute("aria-label", `Sending ${file.name}`);
  line.append(name, bar);
  list.append(line);
  const body = new FormData();
  body.append("file", file);
  // fetch cannot tell how much has gone out yet.
  const request = new XMLHttpRequest();
  request.upload.addEventListener("progress", (event) => { bar.value = event.loaded / event.total; });
  request.addEventListener("load", () => {
    if (request.status !== 200) return fail(line, bar, request.responseText || "It could not be kept.");
    const holder = document.createElement("template");
    holder.innerHTML = request.responseText;
    line.replaceWith(holder.content);
    announce(`${file.name} is attached`);
    changed();
  });
  request.addEventListener("error", () => fail(line, bar, "The desk could not be reached."));
  request.open("POST", url);
  const headers = JSON.parse(document.body.getAttribute("hx-headers"));
  for (const [key, value] of Object.entries({ ...headers, "HX-Request": "true" })) request.setRequestHeader(key, value);
  request.send(body);
}

function fail(line, bar, why) {
  const words = Object.assign(document.createElement("small"), { className: "down", textContent: why.slice(0, 120) });
  words.setAttribute("role", "alert");
  const away = Object.assign(document.createElement("button"), { type: "button", className: "linkish", textContent: "Remove" });
  away.addEventListener("click", () => line.remove());
  bar.replaceWith(words, away);
}

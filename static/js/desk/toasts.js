// Toasts go after six seconds or what they say, later while somebody points at or stands in them. Ctrl Z presses the newest Undo.
import { behaviour } from "./behaviours.js";

const STAY = 6000;

function mind(toast) {
  let timer = 0;
  const leave = () => toast.remove();
  const stay = Number(toast.dataset.stay ?? 0) * 1000 || STAY;
  const start = () => { timer = setTimeout(leave, stay); };
  const hold = () => clearTimeout(timer);
  toast.addEventListener("pointerenter", hold);
  toast.addEventListener("focusin", hold);
  toast.addEventListener("pointerleave", start);
  toast.addEventListener("focusout", start);
  toast.addEventListener("htmx:afterRequest", leave);
  start();
}

// Say what happened, with a way back where there is one.
export function toast(words, undo) {
  const line = Object.assign(document.createElement("div"), { className: "toast" });
  line.append(Object.assign(document.createElement("span"), { textContent: words }));
  document.getElementById("toasts").append(line);
  if (!undo) return;
  const back = Object.assign(document.createElement("button"), { type: "button", textContent: "Undo", title: "Undo (Ctrl Z)" });
  back.dataset.undo = "";
  back.addEventListener("click", () => {
    line.remove();
    undo();
  });
  line.append(back);
}

document.addEventListener("desk:said", (event) => toast(event.detail.value));

behaviour("toasts", (place) => {
  for (const toast of place.children) mind(toast);
  new MutationObserver((changes) => {
    for (const change of changes) {
      for (const node of change.addedNodes) if (node.nodeType === 1) mind(node);
    }
    while (place.children.length > 3) place.firstElementChild.remove();
  }).observe(place, { childList: true });
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "z" || !(event.ctrlKey || event.metaKey) || event.shiftKey) return;
  if (event.target.matches("input, textarea, [contenteditable]")) return;
  const undo = [...document.querySelectorAll("#toasts [data-undo]")].at(-1);
  if (undo) {
    event.preventDefault();
    undo.click();
  }
});

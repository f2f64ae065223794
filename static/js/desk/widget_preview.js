// A widget's settings and, beside them, the widget as they are typed.
import { behaviour } from "./behaviours.js";

const PAUSE = 200;

behaviour("widget-preview", (form) => {
  const frame = form.querySelector("iframe");
  const choices = [...form.querySelectorAll("[data-view]")];
  let timer = 0;
  let asked = 0;
  let settings = {};

  const view = () => choices.find((choice) => choice.ariaPressed === "true").dataset.view;
  const tell = () => frame.contentWindow.postMessage({ kind: "preview", settings, view: view() }, location.origin);

  async function refresh() {
    const mine = ++asked;
    const answer = await fetch(form.dataset.preview, { method: "POST", body: new FormData(form) }).catch(() => null);
    if (!answer?.ok || mine !== asked) return;
    settings = await answer.json();
    tell();
  }

  function soon() {
    clearTimeout(timer);
    timer = setTimeout(refresh, PAUSE);
  }

  for (const choice of choices) {
    choice.addEventListener("click", () => {
      for (const other of choices) other.ariaPressed = String(other === choice);
      tell();
    });
  }
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  form.addEventListener("rearranged", soon);
  addEventListener("message", (event) => {
    if (event.source === frame.contentWindow && event.origin === location.origin && event.data?.kind === "previewing") refresh();
  });
  refresh();
});

// A new topic: what may answer it already stands beside it while one writes, and a draft is kept.
import { keepDrafts } from "./drafts.js";
import { takeFiles } from "./files.js";

const WAIT = 700;

function suggest(place) {
  const form = document.getElementById(place.dataset.of);
  let timer = 0;
  let running = null;
  let shown = "";

  async function ask() {
    const text = form.elements.title.value.trim();
    if (text.split(/\s+/).length < 3) return;
    running?.abort();
    running = new AbortController();
    const fields = new URLSearchParams({ text, csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value });
    try {
      const answer = await fetch(place.dataset.from, { method: "POST", body: fields, signal: running.signal });
      if (answer.ok) show(await answer.text());
    } catch {
      // Later, or never: the form needs none of this.
    }
  }

  function show(html) {
    const found = new DOMParser().parseFromString(html, "text/html").body;
    const answers = [...found.querySelectorAll("[data-alike]")].map((one) => one.dataset.alike).join();
    // An answer somebody looks at stays, even if what they wrote since fits nothing.
    if (!answers || answers === shown) return;
    shown = answers;
    place.replaceChildren(...found.childNodes);
    place.hidden = false;
  }

  form.elements.title.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  ask();
}

document.querySelectorAll('[data-behaviour="alike"]').forEach(suggest);
document.querySelectorAll('[data-behaviour="draft"]').forEach(keepDrafts);
document.querySelectorAll('[data-behaviour="files"]').forEach(takeFiles);

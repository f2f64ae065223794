// What is written is kept on the server within a second and shown beside as readers will see it.
import { behaviour } from "../behaviours.js";
import { post } from "../requests.js";

const PAUSE = 800;
const AGAIN = 5000;
const LOOK = 250;

behaviour("article", (form) => {
  const body = document.getElementById("id_body");
  if (body.readOnly) return;
  const said = document.getElementById("article_saved");
  const notice = document.getElementById("article_notice");
  const content = () => new URLSearchParams(new FormData(form)).toString();
  let saved = content();
  let timer = 0;
  let saving = null;
  // Two texts met: nothing is saved by itself until their writer says so with the button.
  let held = Boolean(document.getElementById("conflict"));

  const later = (pause = PAUSE) => {
    clearTimeout(timer);
    if (!held) timer = setTimeout(save, pause);
  };

  // One at a time: what is typed meanwhile follows it.
  const save = () => (saving ??= keep().finally(() => { saving = null; }));

  async function keep() {
    const now = content();
    if (held || now === saved) return;
    try {
      const response = await post(form.action, new URLSearchParams(now), { leaving: document.hidden && now.length < 60000 });
      if (response.ok) {
        const answer = await response.json();
        form.elements.newest.value = answer.newest;
        saved = new URLSearchParams(now).toString().replace(/(^|&)newest=[^&]*/, `$1newest=${answer.newest}`);
        said.textContent = answer.said;
        document.getElementById("article_next").hidden = false;
        notice.replaceChildren();
        if (content() !== saved) later();
      } else if (response.status === 409 || response.status === 403) {
        held = true;
        notice.innerHTML = await response.text();
        const newest = notice.querySelector("#conflict")?.dataset.newest;
        if (newest) form.elements.newest.value = newest;
        said.textContent = "Not saved";
        notice.scrollIntoView({ block: "nearest" });
      } else throw new Error(String(response.status));
    } catch {
      said.textContent = "Not saved yet";
      later(AGAIN);
    }
  }

  const changed = () => later();
  form.addEventListener("input", changed);
  for (const outside of form.elements) if (!form.contains(outside)) outside.addEventListener("input", changed);
  form.addEventListener("submit", () => { held = true; });
  // Whoever goes on to have it reviewed means what stands there now.
  document.getElementById("article_next")?.addEventListener("click", async (event) => {
    if (held || content() === saved) return;
    event.preventDefault();
    const { href } = event.currentTarget;
    await saving;
    await save();
    if (content() === saved) location.assign(href);
  });
  document.addEventListener("visibilitychange", () => { if (document.hidden) save(); });
  addEventListener("beforeunload", (event) => {
    if (!held && content() !== saved) {
      save();
      event.preventDefault();
    }
  });
  lookBeside(form, body);
});

function lookBeside(form, body) {
  const editor = document.getElementById("article_editor");
  const preview = document.getElementById("article_preview");
  let timer = 0;
  let asked = 0;
  let drawn = null;

  async function draw() {
    if (!["both", "read"].includes(editor.dataset.view) || drawn === body.value) return;
    const number = ++asked;
    const text = body.value;
    const { kind, locale } = form.dataset;
    try {
      const response = await post(form.dataset.preview, { body: text, kind, locale });
      if (!response.ok || number !== asked) return;
      preview.innerHTML = await response.text();
      drawn = text;
    } catch {
      // The next key tries again.
    }
  }

  body.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(draw, LOOK);
  });
  editor.addEventListener("view", draw);
}

behaviour("article-view", (group) => {
  const editor = group.closest(".articleeditor");
  group.addEventListener("click", (event) => {
    const chosen = event.target.closest("button");
    if (!chosen) return;
    editor.dataset.view = chosen.dataset.view;
    for (const button of group.children) button.setAttribute("aria-pressed", String(button === chosen));
    editor.dispatchEvent(new Event("view"));
  });
});

// Answers beside the request form while somebody writes. Nothing is sent before there are a few words, nothing moves
// unless there is another answer, and without this script the form is the plain form.
const WAIT = 700;

function start(place) {
  const form = document.getElementById(place.dataset.of);
  const fields = ["subject", "message"].map((name) => form.elements[name]);
  let timer = 0;
  let running = null;
  let shown = "";

  async function ask() {
    const text = fields.map((field) => field.value.trim()).join(" ").trim();
    if (text.split(/\s+/).length < 3) return;
    running?.abort();
    running = new AbortController();
    try {
      const answer = await fetch(place.dataset.from, { method: "POST", body: new URLSearchParams({ text }), signal: running.signal });
      if (!answer.ok) return;
      show(await answer.text());
    } catch {
      // Later, or never: the form needs none of this.
    }
  }

  function show(html) {
    const found = new DOMParser().parseFromString(html, "text/html").body;
    const answers = [...found.querySelectorAll("[data-translation]")].map((one) => one.dataset.translation).join();
    // An answer somebody looks at stays, even if what they wrote since fits nothing.
    if (!answers || answers === shown) return;
    shown = answers;
    place.replaceChildren(...found.childNodes);
    place.hidden = false;
  }

  // What was opened goes along, so that nobody has to tell it again.
  place.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link) return;
    const value = link.closest("[data-translation]").dataset.translation;
    if ([...form.querySelectorAll('input[name="read"]')].some((input) => input.value === value)) return;
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "read", value }));
  });
  for (const field of fields)
    field.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(ask, WAIT);
    });
  ask();
}

document.querySelectorAll('[data-behaviour="suggestions"]').forEach(start);

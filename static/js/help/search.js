// Answers while one types. Arrow keys choose, Enter opens, Escape closes; without this script the form searches.
const WAIT = 180;

function start(form) {
  const input = form.querySelector("input[type=search]");
  const place = Object.assign(document.createElement("div"), { className: "completions", hidden: true });
  form.append(place);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": "completions" }))
    input.setAttribute(name, value);
  let timer = 0;
  let current = null;
  let running = null;

  const options = () => [...place.querySelectorAll('[role="option"]')];

  function close() {
    place.hidden = true;
    input.setAttribute("aria-expanded", "false");
    mark(null);
  }

  function mark(option) {
    current?.setAttribute("aria-selected", "false");
    current = option;
    if (!option) return input.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  async function ask() {
    running?.abort();
    const words = input.value.trim();
    if (words.length < 2) return close();
    running = new AbortController();
    try {
      const answer = await fetch(`${form.dataset.from}?${new URLSearchParams({ q: words })}`, { signal: running.signal });
      if (!answer.ok) return close();
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      place.replaceChildren(...page.body.childNodes);
    } catch {
      return;
    }
    mark(null);
    const some = options().length > 0;
    place.hidden = !some;
    input.setAttribute("aria-expanded", String(some));
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  input.addEventListener("keydown", (event) => {
    const all = options();
    if (event.key === "Escape" && !place.hidden) {
      event.preventDefault();
      close();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && !place.hidden && all.length) {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      const from = current ? all.indexOf(current) : step > 0 ? -1 : all.length;
      mark(all[(from + step + all.length) % all.length]);
    } else if (event.key === "Enter" && current) {
      event.preventDefault();
      location.assign(current.dataset.to);
    }
  });
  form.addEventListener("focusout", (event) => form.contains(event.relatedTarget) || close());
  // Before the input loses the focus, which would take the list away under the pointer.
  place.addEventListener("pointerdown", (event) => event.preventDefault());
  place.addEventListener("click", (event) => {
    const option = event.target.closest('[role="option"]');
    if (option) location.assign(option.dataset.to);
  });
}

document.querySelectorAll('[data-behaviour="completions"]').forEach(start);

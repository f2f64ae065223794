// Messages of the desk on a page: which of them this visitor sees now, drawn, and told back. The loader holds it, so
// that it costs no request; the help centre and the editor's preview import it. Words are set as text, never as HTML.
const SHEET = `
  :host { all: initial; font: 400 14px/1.5 system-ui, sans-serif; color-scheme: light dark;
    --solid: oklch(from var(--colour) clamp(.34, l, .52) min(c, .19) h);
    --ink: light-dark(#24211f, #eceae7); --muted: light-dark(#5d5853, #b5b0a9); --paper: light-dark(#fff, #262320);
    --edge: light-dark(rgb(60 50 40 / .18), rgb(255 245 235 / .2)); }
  .box { position: fixed; z-index: 2147482900; box-sizing: border-box; display: grid; gap: 10px; padding: 16px;
    background: var(--paper); color: var(--ink); border: 0; border-radius: 12px;
    box-shadow: 0 0 0 1px var(--edge), 0 20px 50px -14px rgb(30 25 20 / .4), 0 4px 12px -4px rgb(30 25 20 / .2); }
  .box.is-bubble { inset-block-end: 92px; inset-inline-end: 20px; inline-size: min(320px, calc(100vw - 40px)); }
  :host([data-position="start"]) .box.is-bubble { inset-inline: 20px auto; }
  .box.is-banner { inset-block-start: 0; inset-inline: 0; border-radius: 0; grid-template-columns: minmax(0, 1fr) auto;
    align-items: center; padding: 10px 56px 10px 20px; background: var(--solid); color: #fff; --muted: #fff; }
  .box.is-modal { inset: 0; margin: auto; inline-size: min(440px, calc(100vw - 40px)); block-size: fit-content;
    max-block-size: calc(100vh - 40px); overflow: auto; padding: 28px; }
  .box.is-modal::backdrop { background: rgb(20 15 10 / .5); }
  .box.is-inside, .box.is-inside.is-modal { position: relative; inset: auto; margin: 0; inline-size: auto; }
  h2 { margin: 0; padding-inline-end: 28px; font: 600 15px/1.35 system-ui, sans-serif; }
  .is-modal h2 { font-size: 20px; }
  .is-banner h2, .is-banner p { display: inline; padding: 0; margin: 0 8px 0 0; font-size: 14px; }
  p { margin: 0; color: var(--muted); white-space: pre-line; overflow-wrap: anywhere; }
  button { font: 500 14px/1.4 system-ui, sans-serif; cursor: pointer; border: 0; }
  .act { justify-self: start; padding: 8px 14px; border-radius: 8px; background: var(--solid); color: #fff; }
  .is-banner .act { background: #fff; color: #24211f; padding-block: 5px; }
  .close { position: absolute; inset-block-start: 8px; inset-inline-end: 8px; inline-size: 32px; block-size: 32px;
    border-radius: 8px; background: none; color: inherit; font-size: 20px; line-height: 1; }
  .close:hover { background: rgb(128 120 110 / .2); }
  .act:hover { filter: brightness(.93); }
  :focus-visible { outline: 2px solid currentColor; outline-offset: 2px; }
  @media (width <= 30rem) { .box.is-banner { grid-template-columns: minmax(0, 1fr); } .box.is-banner .act { justify-self: start; } }
  @media (prefers-reduced-motion: no-preference) {
    .box:not(.is-inside) { animation: come 190ms cubic-bezier(.2, .75, .25, 1); }
    @keyframes come { from { opacity: 0; translate: 0 6px; } }
  }
  @media (forced-colors: active) { .box, button { border: 1px solid ButtonText; } }
  @media print { :host { display: none; } }`;
const DAY = 86400000;
// Of all messages together, in 24 hours.
const MOST_A_DAY = 3;

const element = (name, properties = {}) => Object.assign(document.createElement(name), properties);

// Draw one message. `inside` leaves it where its host stands, for the preview.
export function draw(message, { colour, position = "end", company = "", inside = false, act, dismiss }) {
  const host = element("div");
  host.dataset.position = position;
  host.dataset.message = message.kind;
  host.style.setProperty("--colour", colour);
  const shadow = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(SHEET);
  shadow.adoptedStyleSheets = [sheet];
  const modal = message.kind === "modal";
  const box = element(modal && !inside ? "dialog" : "section", { className: `box is-${message.kind}${inside ? " is-inside" : ""}` });
  box.ariaLabel = company ? `Message from ${company}` : "Message";
  const words = element("div");
  words.append(element("h2", { textContent: message.title }));
  if (message.text) words.append(element("p", { textContent: message.text }));
  const close = element("button", { type: "button", className: "close", textContent: "×", ariaLabel: "Dismiss message" });
  close.addEventListener("click", () => dismiss());
  box.append(words);
  if (message.action) {
    const button = element("button", { type: "button", className: "act", textContent: message.action_label });
    button.addEventListener("click", () => act());
    box.append(button);
  }
  box.append(close);
  box.addEventListener("keydown", (event) => event.key === "Escape" && !inside && dismiss());
  box.addEventListener("cancel", (event) => {
    event.preventDefault();
    dismiss();
  });
  shadow.append(box);
  return { host, open: () => modal && !inside && box.showModal() };
}

// A path with * for anything, against the path of the page.
function onPage(pattern, path) {
  const [first, ...rest] = pattern.split("*");
  if (!rest.length) return path === first;
  if (!path.startsWith(first)) return false;
  const last = rest.pop();
  // Piece by piece: an expression with many * could keep a visitor's page busy for minutes.
  let at = first.length;
  for (const part of rest) {
    const found = path.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return path.length - at >= last.length && path.endsWith(last);
}

// The same share for a visitor and a message on every page: FNV-1a over both names.
function share(reader, id) {
  let hash = 0x811c9dc5;
  for (const letter of `${reader}:${id}`) hash = Math.imul(hash ^ letter.codePointAt(0), 0x01000193) >>> 0;
  return hash % 100;
}

function kept(site) {
  const name = `helpdesk:${site}:told`;
  let state = { reader: "", seen: {}, at: [] };
  try {
    state = { ...state, ...JSON.parse(localStorage.getItem(name) ?? "{}") };
    if (!sessionStorage.getItem(name)) sessionStorage.setItem(name, state.reader ? "returning" : "new");
    state.visit = sessionStorage.getItem(name);
  } catch {
    // Without storage nobody can be shown something once: they are shown nothing.
    return null;
  }
  state.reader ||= crypto.getRandomValues(new Uint8Array(12)).reduce((text, byte) => text + byte.toString(16).padStart(2, "0"), "");
  const keep = () => {
    try {
      const { reader, seen, at } = state;
      localStorage.setItem(name, JSON.stringify({ reader, seen, at }));
    } catch {
      // Full: this page still knows it.
    }
  };
  keep();
  return { state, keep };
}

// Show what is meant for this visitor, one at a time, the first first. `busy` says whether a chat goes on; `tell` hands
// a moment to the desk; `open` opens the chat.
export function messages({ site, colour, position, company, busy = () => false, tell, open }) {
  const memory = kept(site);
  if (!memory) return { take() {}, yield() {}, resume() {} };
  const { state, keep } = memory;
  const now = () => Date.now();
  const timers = new Set();
  let known = [];
  let shown = null;

  const say = (message, what) => tell({ id: message.id, what, reader: state.reader });

  function meant(message) {
    if (message.pages && !message.pages.some((pattern) => onPage(pattern, location.pathname))) return false;
    if (message.visitors && message.visitors !== state.visit) return false;
    const spoken = navigator.language.toLowerCase();
    return !message.languages || message.languages.some((one) => [spoken, spoken.split("-")[0]].includes(one.toLowerCase()));
  }

  function due(message) {
    const seen = state.seen[message.id];
    if (!seen?.shown) return true;
    if (seen.acted && message.frequency !== "every_days") return false;
    if (message.frequency === "every_days") return now() - seen.shown >= message.every_days * DAY;
    return message.frequency === "until_acted";
  }

  // First of all whether they see it at all: said once, and the same ever after.
  function counted(message) {
    if (!state.seen[message.id]) {
      const held = share(state.reader, message.id) < (message.holdout ?? 0);
      state.seen[message.id] = { held };
      keep();
      say(message, held ? "held" : "eligible");
    }
    return !state.seen[message.id].held;
  }

  function reached(message) {
    const seen = state.seen[message.id];
    if (!message.goal || !seen || seen.goal || !onPage(message.goal, location.pathname)) return;
    seen.goal = true;
    keep();
    say(message, "goal");
  }

  function next() {
    if (shown) return;
    state.at = state.at.filter((at) => now() - at < DAY);
    for (const message of known) {
      if (!meant(message) || !due(message) || !counted(message) || state.at.length >= MOST_A_DAY) continue;
      if (!message.delay || message.waited) return busy() || show(message);
      if (timers.has(message.id)) continue;
      timers.add(message.id);
      setTimeout(() => {
        message.waited = true;
        next();
      }, message.delay * 1000);
    }
  }

  function show(message) {
    const seen = state.seen[message.id];
    const before = document.activeElement;
    const gone = (what) => {
      seen.acted = true;
      keep();
      say(message, what);
      shown.host.remove();
      shown = null;
      if (message.kind === "modal") before?.focus?.();
    };
    const act = () => {
      gone("clicked");
      if (message.action === "link") location.assign(message.action_url);
      else open?.();
    };
    seen.shown = now();
    state.at.push(seen.shown);
    keep();
    say(message, "shown");
    shown = { id: message.id, ...draw(message, { colour, position, company, act, dismiss: () => gone("dismissed") }) };
    document.body.append(shown.host);
    shown.open();
  }

  return {
    take(found) {
      known = [...known, ...found.filter((one) => !known.some((other) => other.id === one.id))];
      known.forEach(reached);
      next();
    },
    // A chat began: what is on the page goes, and comes again as if it had not been seen.
    yield() {
      if (!shown) return;
      const seen = state.seen[shown.id];
      state.at = state.at.filter((at) => at !== seen.shown);
      delete seen.shown;
      keep();
      shown.host.remove();
      shown = null;
    },
    // The chat is closed: what waited for that may come.
    resume: next,
  };
}

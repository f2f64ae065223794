// The script a site includes. It draws a button, loads a frame when the button is first pressed, and lets the two
// sides speak: only with our own frame, only with its origin. No cookie, no tracking, no global but `helpDesk`.
(() => {
  const script = document.currentScript;
  const site = script?.dataset.site;
  const waiting = window.helpDesk;
  if (!site || (waiting && !Array.isArray(waiting))) return;
  const desk = new URL(script.src).origin;
  const home = `${desk}/widget/${encodeURIComponent(site)}/`;
  // Whether this browser has a conversation here: then its frame is loaded behind the button, for the unread mark.
  const MARK = `helpdesk:${site}`;
  const PHONE = matchMedia("(width <= 30rem)");
  const listeners = new Map();
  const STYLE = `
    :host { all: initial; position: fixed; z-index: 2147483000; inset-block-end: 1.25rem; font: 400 14px/1.45 system-ui, sans-serif;
      color-scheme: light dark; --solid: oklch(from var(--colour) clamp(.34, l, .52) min(c, .19) h); }
    :host([data-position="end"]) { inset-inline-end: 1.25rem; }
    :host([data-position="start"]) { inset-inline-start: 1.25rem; }
    button { all: unset; box-sizing: border-box; position: relative; display: grid; place-items: center; inline-size: 56px;
      block-size: 56px; border-radius: 50%; background: var(--solid); color: #fff; cursor: pointer;
      box-shadow: 0 20px 50px -14px rgb(30 25 20 / .4), 0 4px 12px -4px rgb(30 25 20 / .25); }
    button:hover { filter: brightness(.92); }
    button:focus-visible { outline: 2px solid var(--solid); outline-offset: 3px; box-shadow: 0 0 0 3px #fff; }
    svg { inline-size: 24px; block-size: 24px; fill: none; stroke: currentColor; stroke-width: 1.75; stroke-linecap: round;
      stroke-linejoin: round; }
    .count { position: absolute; inset-block-start: 0; inset-inline-end: 0; min-inline-size: 18px; padding-inline: 4px;
      box-sizing: border-box; border-radius: 99px; background: #24211f; color: #fff; font: 600 11px/18px system-ui, sans-serif;
      text-align: center; box-shadow: 0 0 0 2px #fff; }
    .panel { position: fixed; inset-block-end: 5.5rem; inset-inline-end: 1.25rem; inline-size: 376px;
      block-size: min(640px, calc(100dvh - 7rem)); border-radius: 16px; overflow: hidden; background: Canvas;
      box-shadow: 0 0 0 1px rgb(60 50 40 / .16), 0 20px 50px -14px rgb(30 25 20 / .4), 0 4px 12px -4px rgb(30 25 20 / .2); }
    :host([data-position="start"]) .panel { inset-inline: 1.25rem auto; }
    iframe { display: block; inline-size: 100%; block-size: 100%; border: 0; }
    [hidden] { display: none !important; }
    .said { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
    @media (prefers-reduced-motion: no-preference) {
      .panel { animation: rise 190ms cubic-bezier(.2, .75, .25, 1); }
      @keyframes rise { from { opacity: 0; translate: 0 6px; } }
    }
    @media (width <= 30rem) {
      .panel, :host([data-position="start"]) .panel { inset: 0; inline-size: auto; block-size: 100dvh; border-radius: 0; }
      :host([data-open]) button { display: none; }
    }
    @media (forced-colors: active) { button { border: 2px solid ButtonText; } }
    @media print { :host { display: none; } }`;
  const TALK = "M2.992 16.342a2 2 0 0 1 .094 1.167l-1.065 3.29a1 1 0 0 0 1.236 1.168l3.413-.998a2 2 0 0 1 1.099.092 10 10 0 1 0-4.777-4.719";
  const DOWN = "m6 9 6 6 6-6";

  let root, button, path, count, panel, frame, said, told, looks;
  let opened = false;
  let ready = false;
  let unread = 0;
  let identity = "";
  let before = null;
  let made = [];

  const make = (name, attributes = {}) => Object.assign(document.createElement(name), attributes);
  const remember = (value) => {
    try {
      value ? localStorage.setItem(MARK, "1") : localStorage.removeItem(MARK);
    } catch {
      // A site without storage: the mark is only a comfort.
    }
  };
  const remembered = () => {
    try {
      return localStorage.getItem(MARK) === "1";
    } catch {
      return false;
    }
  };
  // Open on one page is open on the next of the same visit, but never over all of a phone.
  const stayOpen = (value) => {
    try {
      value ? sessionStorage.setItem(MARK, "open") : sessionStorage.removeItem(MARK);
    } catch {
      // Then each page begins with the button.
    }
  };
  const wasOpen = () => {
    try {
      return sessionStorage.getItem(MARK) === "open" && !PHONE.matches;
    } catch {
      return false;
    }
  };

  function tell(name, detail = {}) {
    for (const listener of listeners.get(name) ?? []) {
      try {
        listener(detail);
      } catch (error) {
        setTimeout(() => {
          throw error;
        });
      }
    }
  }

  function say(message) {
    if (ready) frame.contentWindow.postMessage(message, desk);
  }

  const page = () => ({ url: location.href, title: document.title });

  function show() {
    root = make("div");
    root.dataset.position = looks.position;
    root.style.setProperty("--colour", looks.colour);
    const shadow = root.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    shadow.adoptedStyleSheets = [sheet];
    button = make("button", { type: "button" });
    const drawing = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    drawing.setAttribute("viewBox", "0 0 24 24");
    drawing.setAttribute("aria-hidden", "true");
    path = drawing.appendChild(document.createElementNS(drawing.namespaceURI, "path"));
    count = make("span", { className: "count", hidden: true, ariaHidden: "true" });
    said = make("span", { className: "said", role: "status" });
    panel = make("div", { className: "panel", hidden: true });
    button.append(drawing, count);
    shadow.append(panel, button, said);
    button.addEventListener("click", () => (opened ? close() : open()));
    root.addEventListener("keydown", (event) => event.key === "Escape" && opened && close());
    PHONE.addEventListener("change", () => opened && hold(PHONE.matches));
    label();
    document.body.append(root);
  }

  function label() {
    const news = unread ? `, ${unread} new message${unread === 1 ? "" : "s"}` : "";
    button.ariaLabel = opened ? "Close chat" : `Open chat${news}`;
    button.ariaExpanded = String(opened);
    path.setAttribute("d", opened ? DOWN : TALK);
    count.hidden = opened || !unread;
    count.textContent = unread > 9 ? "9+" : unread;
  }

  function load() {
    if (frame) return;
    frame = make("iframe", { src: home, title: "Chat", referrerPolicy: "no-referrer" });
    // Speaks first: so the frame knows whom it may answer.
    frame.addEventListener("load", () => {
      frame.contentWindow.postMessage({ kind: "hello", open: opened, quiet: document.activeElement !== root, page: page(), identity }, desk);
    });
    panel.append(frame);
  }

  // On a phone the chat is all there is: the page behind neither scrolls nor takes the focus.
  function hold(held) {
    for (const element of made) element.inert = false;
    made = [];
    document.documentElement.style.overflow = "";
    if (!held) return;
    made = [...document.body.children].filter((element) => element !== root && !element.inert);
    for (const element of made) element.inert = true;
    document.documentElement.style.overflow = "hidden";
  }

  function open({ quiet = false } = {}) {
    if (!root || opened) return;
    before = document.activeElement === root ? button : document.activeElement;
    opened = true;
    told?.yield();
    panel.hidden = false;
    root.dataset.open = "";
    load();
    label();
    if (PHONE.matches) hold(true);
    if (!quiet) frame.focus();
    stayOpen(true);
    say({ kind: "open", page: page(), quiet });
    tell("open");
  }

  function close() {
    if (!opened) return;
    opened = false;
    panel.hidden = true;
    delete root.dataset.open;
    stayOpen(false);
    hold(false);
    label();
    (before?.isConnected && before !== document.body ? before : button).focus();
    say({ kind: "close" });
    tell("close");
    told?.resume();
  }

  function identify(token) {
    identity = String(token ?? "");
    askMessages();
    say({ kind: "identify", identity });
  }

  // Messages come with the looks; only those for people who can prove something are asked for, by whoever can.
  function showMessages() {
    if (opener && location.hash === "#helpdesk-preview") return previewMessages();
    const tell = (what) => navigator.sendBeacon(`${home}messages/told/`, JSON.stringify(what));
    const { colour, position, company } = looks;
    told = messages({ site, colour, position, company, busy: () => opened || remembered(), tell, open });
    told.take(looks.messages ?? []);
    askMessages();
  }

  // The editor of a message has opened this page to see it here as it is typed. Nobody but the desk is listened to.
  function previewMessages() {
    let drawn;
    addEventListener("message", (event) => {
      if (event.source !== opener || event.origin !== desk || event.data?.kind !== "preview") return;
      drawn?.host.remove();
      const gone = () => drawn.host.remove();
      const { colour, position, company } = looks;
      drawn = draw(event.data.message, { colour, position, company, act: gone, dismiss: gone });
      document.body.append(drawn.host);
      drawn.open();
    });
    opener.postMessage({ kind: "preview" }, desk);
  }

  async function askMessages() {
    if (!told || !identity || !looks.asks) return;
    const body = JSON.stringify({ identity });
    const answer = await fetch(`${home}messages/`, { method: "POST", body, credentials: "omit", referrerPolicy: "no-referrer" });
    if (answer.ok) told.take((await answer.json()).messages);
  }

  const heard = {
    ready() {
      ready = true;
      if (identity) say({ kind: "identify", identity });
      say({ kind: opened ? "open" : "close", quiet: document.activeElement !== root, page: page() });
    },
    close,
    unread(message) {
      const news = Math.max(0, Number(message.count) | 0);
      if (news > unread && !opened) said.textContent = `${news} new message${news === 1 ? "" : "s"}`;
      unread = news;
      label();
      tell("unread", { count: unread });
    },
    talking(message) {
      remember(message.on === true);
    },
    news(message) {
      tell(String(message.name), message.detail ?? {});
    },
  };

  // Nobody but the frame we made, showing the page we named, is listened to.
  addEventListener("message", (event) => {
    if (!frame || event.source !== frame.contentWindow || event.origin !== desk) return;
    const kind = event.data?.kind;
    if (Object.hasOwn(heard, kind)) heard[kind](event.data);
  });

  function on(name, listener) {
    listeners.set(name, [...(listeners.get(name) ?? []), listener]);
    return () => listeners.set(name, listeners.get(name).filter((one) => one !== listener));
  }

  const drawn = (async () => {
    const answer = await fetch(`${home}looks/`, { credentials: "omit", referrerPolicy: "no-referrer" });
    if (!answer.ok) {
      console.warn(`The chat is not shown: ${(await answer.json()).message}`);
      return;
    }
    looks = await answer.json();
    if (document.readyState === "loading") await new Promise((done) => addEventListener("DOMContentLoaded", done, { once: true }));
    show();
    if (wasOpen()) open({ quiet: true });
    else if (remembered()) (window.requestIdleCallback ?? setTimeout)(load);
    showMessages();
    tell("ready");
  })().catch(() => {});

  const api = {
    open: () => drawn.then(() => open()),
    close,
    identify,
    on,
    push: (...calls) => calls.forEach((call) => call(api)),
  };
  window.helpDesk = api;
  if (waiting) api.push(...waiting);
})();

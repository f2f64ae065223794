// The composer: reply or note, nothing typed is ever lost, and nothing is sent over what one has not read.
import { behaviour } from "./behaviours.js";
import { isBehind } from "./freshness.js";
import { say } from "./live.js";
import { currentTicket } from "./conversation.js";
import { post } from "./requests.js";
import { takeFiles } from "./uploads.js";

const PAUSE = 600;
const TYPING_EVERY = 4000;

const form = () => document.getElementById("composer_form");
const text = () => document.getElementById("composer_text");

export function write(mode) {
  const place = form();
  if (!place) return;
  if (!document.getElementById(`mode_${mode}`)) mode = "note";
  place.hidden = false;
  document.getElementById("composer_closed").hidden = true;
  setMode(mode);
  text().focus();
}

export function close() {
  form().hidden = true;
  document.getElementById("composer_closed").hidden = false;
}

// What is sent and what is shown are set together, and nowhere else.
function setMode(mode) {
  document.getElementById("composer_mode").value = mode;
  form().dataset.mode = mode;
  for (const tab of form().querySelectorAll(".segmented [data-mode]")) {
    tab.setAttribute("aria-pressed", String(tab.dataset.mode === mode));
  }
  text().setAttribute("aria-label", mode === "note" ? "Internal note" : "Message to the customer");
}

function submit(then = "") {
  const place = form();
  const button = place.dataset.mode === "note" ? document.getElementById("add_note") : document.getElementById(then ? "send_resolve" : "send");
  // A click, so that the button's own value goes along.
  button?.click();
}

class Draft {
  constructor(root) {
    this.url = root.dataset.draft;
    this.saved = this.content();
    this.timer = 0;
    this.held = false;
    this.saving = Promise.resolve();
  }

  content() {
    const data = new FormData(form());
    const fields = new URLSearchParams({ mode: data.get("mode"), text: data.get("text"), key: data.get("key") });
    for (const token of data.getAll("uploads")) fields.append("uploads", token);
    return fields.toString();
  }

  later() {
    this.timer ||= setTimeout(() => this.save(), PAUSE);
  }

  save() {
    clearTimeout(this.timer);
    this.timer = 0;
    if (this.held || !form()) return this.saving;
    const content = this.content();
    if (content !== this.saved) this.saving = this.saving.then(() => this.put(content));
    return this.saving;
  }

  async put(content) {
    const state = document.getElementById("draft_state");
    try {
      const response = await post(this.url, new URLSearchParams(content), { leaving: document.hidden });
      if (!response.ok) throw new Error(String(response.status));
      this.saved = content;
      state.textContent = await response.text();
    } catch {
      state.textContent = "Draft not saved yet";
      this.timer ||= setTimeout(() => this.save(), 5000);
    }
  }

  // While a message is on its way its draft is left alone: saved after it, it would come back from the dead.
  hold() {
    clearTimeout(this.timer);
    this.timer = 0;
    this.held = true;
    return this.saving;
  }

  release() {
    this.held = false;
  }
}

behaviour("composer", (root) => {
  const place = form();
  const draft = new Draft(root);
  let typed = 0;
  let sending = false;
  setMode(place.dataset.mode);

  root.addEventListener("click", (event) => {
    const open = event.target.closest("[data-open]");
    if (open) write(open.dataset.open);
    const mode = event.target.closest(".segmented [data-mode]");
    if (mode) {
      setMode(mode.dataset.mode);
      text().focus();
      draft.later();
    }
    const remove = event.target.closest("[data-remove]");
    if (remove) {
      remove.closest("li").remove();
      draft.later();
      text().focus();
    }
    const dismiss = event.target.closest("[data-dismiss]");
    if (dismiss) {
      // They have read it: the next Send builds on it.
      const seen = document.getElementById("composer_seen");
      seen.value = String(Math.max(Number(seen.value), Number(dismiss.dataset.seq)));
      document.getElementById("composer_notice").replaceChildren();
      text().focus();
    }
  });
  document.getElementById("composer_close").addEventListener("click", () => {
    draft.save();
    close();
  });
  place.addEventListener("input", () => {
    draft.later();
    if (Date.now() - typed > TYPING_EVERY && form().dataset.mode === "reply") {
      typed = Date.now();
      say({ kind: "typing", ticket: currentTicket() });
    }
  });
  text().addEventListener("blur", () => draft.save());
  place.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      submit(event.shiftKey ? "resolved" : "");
    }
    if (event.key === "Escape" && !document.querySelector("[popover]:popover-open")) {
      event.stopPropagation();
      draft.save();
      close();
      document.getElementById("open_reply")?.focus();
    }
  });
  place.addEventListener("htmx:confirm", (event) => {
    if (event.target !== place) return;
    event.preventDefault();
    if (isBehind() || sending) return;
    draft.hold().then(() => event.detail.issueRequest());
  });
  place.addEventListener("htmx:beforeRequest", (event) => {
    if (event.target !== place) return;
    sending = true;
    document.getElementById("send_menu")?.hidePopover();
    const button = document.getElementById(place.dataset.mode === "note" ? "add_note" : "send");
    button?.setAttribute("aria-disabled", "true");
    setTimeout(() => sending && button?.classList.add("is-busy"), 150);
  });
  place.addEventListener("htmx:afterRequest", (event) => {
    if (event.target !== place) return;
    sending = false;
    for (const button of place.querySelectorAll("[aria-disabled]")) {
      button.removeAttribute("aria-disabled");
      button.classList.remove("is-busy");
    }
    if (!event.detail.successful) draft.release();
  });
  takeFiles(root, { input: document.getElementById("composer_files"), changed: () => draft.save() });
});

addEventListener("visibilitychange", () => document.hidden && text()?.dispatchEvent(new Event("blur")));

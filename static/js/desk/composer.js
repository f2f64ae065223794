// The composer: reply or note, nothing typed is ever lost, and nothing is sent over what one has not read. Each ticket's
// composer holds its own elements: one that a slow answer finds gone touches nothing of the next.
import { behaviour } from "./behaviours.js";
import { currentTicket } from "./conversation.js";
import { Draft } from "./draft.js";
import { isBehind } from "./freshness.js";
import { say } from "./live.js";
import { post } from "./requests.js";
import { goOn } from "./ticket_list.js";
import { toast } from "./toasts.js";
import { takeFiles } from "./uploads.js";

const TYPING_EVERY = 4000;
const BUSY_AFTER = 150;
const composers = new WeakMap();
// The draft address of the composer that is sending: the one that comes back in its place takes the focus.
let sendingFrom = "";

export function write(mode) {
  here()?.open(mode);
}

// A macro writes into the composer, so that opens first.
export function pickMacro() {
  const composer = here();
  if (!composer?.part("macros")) return;
  if (composer.form.hidden) composer.open(composer.mode);
  composer.part("macros").click();
}

class Composer {
  constructor(root) {
    this.root = root;
    this.form = root.querySelector("form");
    this.closed = this.part("composer_closed");
    this.text = this.part("composer_text");
    this.seen = this.part("composer_seen");
    this.notice = this.part("composer_notice");
    this.draft = new Draft(this.form, root.dataset.draft, this.part("draft_state"));
    this.sending = false;
    this.typed = 0;
    this.setMode(this.form.dataset.mode);
  }

  part(id) {
    return this.root.querySelector(`#${id}`);
  }

  get mode() {
    return this.form.dataset.mode;
  }

  // What is sent and what is shown are set together, and nowhere else.
  setMode(mode) {
    this.part("composer_mode").value = mode;
    this.form.dataset.mode = mode;
    for (const tab of this.form.querySelectorAll(".segmented [data-mode]")) {
      tab.setAttribute("aria-pressed", String(tab.dataset.mode === mode));
    }
    this.text.setAttribute("aria-label", mode === "note" ? "Internal note" : "Message to the customer");
  }

  open(mode) {
    this.form.hidden = false;
    this.closed.hidden = true;
    this.setMode(this.part(`mode_${mode}`) ? mode : "note");
    this.text.focus();
  }

  close() {
    this.draft.save();
    this.form.hidden = true;
    this.closed.hidden = false;
    this.closed.querySelector("button").focus();
  }

  // A click, so that the button's own value goes along.
  send(resolve) {
    this.part(this.mode === "note" ? "add_note" : resolve ? "send_resolve" : "send")?.click();
  }

  clicked(event) {
    const target = (selector) => event.target.closest(selector);
    const opener = target("[data-open]");
    const tab = target(".segmented [data-mode]");
    const remove = target("[data-remove]");
    const dismiss = target("[data-dismiss]");
    const read = target("[data-read], [data-dismiss], [data-discard]");
    if (opener) this.open(opener.dataset.open);
    if (tab) this.setMode(tab.dataset.mode);
    if (remove) remove.closest("li").remove();
    // They have read it: the next Send builds on it.
    if (read) this.seen.value = String(Math.max(Number(this.seen.value), Number(read.dataset.seq)));
    if (dismiss) this.notice.replaceChildren();
    if (target("[data-macro]")) this.part("macro_menu").hidePopover();
    if (target("[data-drop-macro]")) this.part("composer_macro").replaceChildren();
    if (target("[data-discard]")) this.discard();
    if (target(".menu__item[data-after]")) this.chooseAfter(target(".menu__item[data-after]"));
    if (tab || remove || dismiss) {
      this.draft.later();
      this.text.focus();
    }
    if (target("#composer_close")) this.close();
  }

  // Somebody wrote while this was being written: said here, where the eyes are. A refusal that is shown says more.
  overtaken({ who, seq }) {
    if (this.notice.querySelector("#meanwhile")) return;
    const shown = this.part("overtaken_notice").content.cloneNode(true);
    const several = this.notice.querySelector("#overtaken");
    shown.querySelector("[data-who]").textContent = several ? "Others wrote" : `${who} wrote`;
    shown.querySelector("[data-dismiss]").dataset.seq = seq;
    this.notice.replaceChildren(shown);
  }

  // What a macro writes stands where the cursor is and can be reworded; what it changes waits for Send.
  takeMacro(shown) {
    const { reply, note, changes } = shown.dataset;
    const mode = reply && this.part("mode_reply") ? "reply" : "note";
    const words = mode === "reply" ? reply : note;
    this.form.hidden = false;
    this.closed.hidden = true;
    if (words) this.setMode(mode);
    this.text.focus();
    // Typed as by hand: the field's own Ctrl Z takes it out again.
    if (words) document.execCommand("insertText", false, this.gap() + words);
    // One that only writes has done its work; of two that change something the later one counts.
    if (changes === undefined && !(reply && note)) shown.remove();
    else this.part("composer_macro").replaceChildren(shown);
    this.draft.later();
  }

  // What stands between the cursor and what is put there: never two words in one.
  gap() {
    const { value, selectionStart: start, selectionEnd: end } = this.text;
    if (!start || /\s/.test(value[start - 1])) return "";
    return end === value.length ? "\n" : " ";
  }

  // Remembered for this person, on all their devices.
  async chooseAfter(item) {
    const response = await post(item.dataset.url, { after: item.dataset.after }).catch(() => null);
    if (!response?.ok) return;
    this.root.dataset.after = item.dataset.after;
    for (const other of this.root.querySelectorAll("[data-after].menu__item")) {
      other.toggleAttribute("aria-current", other === item);
      if (other === item) other.setAttribute("aria-current", "true");
    }
  }

  // Theirs says it already. What was typed goes, and comes back with one key.
  discard() {
    const { value } = this.text;
    const files = [...this.part("uploads").children];
    this.text.value = "";
    this.part("uploads").replaceChildren();
    this.notice.replaceChildren();
    this.close();
    toast("Discarded what you wrote", () => {
      // Its ticket may be gone from the page: the server keeps it all the same.
      this.text.value = value;
      this.part("uploads").replaceChildren(...files);
      this.draft.save();
      if (this.root.isConnected) this.open(this.mode);
    });
  }

  input() {
    this.draft.later();
    if (Date.now() - this.typed < TYPING_EVERY) return;
    this.typed = Date.now();
    say({ kind: "typing", ticket: currentTicket() });
    // Whoever waits for an answer in a chat sees that it is on its way; not that of a note.
    if (this.root.dataset.talking && this.mode === "reply") post(this.root.dataset.talking, {}).catch(() => {});
  }

  pressed(event) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      this.send(event.shiftKey);
    }
    const enter = event.key === "Enter" && !event.shiftKey && !event.isComposing && !event.defaultPrevented;
    if (enter && this.root.dataset.talking && this.mode === "reply" && event.target === this.text && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      this.send(false);
    }
    if (event.key === "Escape" && !document.querySelector("[popover]:popover-open")) {
      event.stopPropagation();
      this.close();
    }
  }

  // The draft's last save goes first, then the message; neither while the page may be behind.
  confirm(event) {
    event.preventDefault();
    if (isBehind() || this.sending) return;
    this.draft.hold().then(() => event.detail.issueRequest());
  }

  began() {
    this.sending = true;
    sendingFrom = this.root.dataset.draft;
    // What would be typed now belongs to neither this message nor the next.
    this.text.readOnly = true;
    this.part("send_menu")?.hidePopover();
    const button = this.part(this.mode === "note" ? "add_note" : "send");
    button?.setAttribute("aria-disabled", "true");
    setTimeout(() => this.sending && button?.classList.add("is-busy"), BUSY_AFTER);
  }

  ended(event) {
    this.sending = false;
    // Said at once, or colleagues would read “is writing” until the last word of typing fades.
    // htmx calls successful whatever it swaps, refusals too.
    if (event.detail.successful && event.detail.xhr.status < 300) return say({ kind: "viewing", ticket: currentTicket() });
    sendingFrom = "";
    this.text.readOnly = false;
    this.draft.release();
    for (const button of this.form.querySelectorAll("[aria-disabled]")) {
      button.removeAttribute("aria-disabled");
      button.classList.remove("is-busy");
    }
  }
}

behaviour("composer", (root) => {
  const composer = new Composer(root);
  composers.set(root, composer);
  const { form, text } = composer;
  const own = (act) => (event) => event.target === form && act(event);
  root.addEventListener("click", (event) => composer.clicked(event));
  root.addEventListener("composer:overtaken", (event) => composer.overtaken(event.detail));
  form.addEventListener("input", () => composer.input());
  form.addEventListener("keydown", (event) => composer.pressed(event));
  form.addEventListener("htmx:confirm", own((event) => composer.confirm(event)));
  form.addEventListener("htmx:beforeRequest", own(() => composer.began()));
  form.addEventListener("htmx:afterRequest", own((event) => composer.ended(event)));
  text.addEventListener("blur", () => composer.draft.save());
  if (sendingFrom === root.dataset.draft) {
    sendingFrom = "";
    const next = composer.form.hidden ? composer.closed.querySelector("button") : text;
    if (document.activeElement === document.body) next.focus();
  }
  takeFiles(root, { input: composer.part("composer_files"), changed: () => composer.draft.save() });
});

const here = () => composers.get(document.getElementById("composer"));

// A reply that comes back meets what was typed meanwhile on the server: that is saved first, and nothing after it.
document.addEventListener("htmx:confirm", (event) => {
  if (!event.target.matches("[data-withdraws]") || !here()) return;
  event.preventDefault();
  const { draft } = here();
  draft.save().then(() => {
    draft.hold();
    event.detail.issueRequest(true);
  });
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.target.matches("[data-withdraws]")) here()?.draft.release();
});
behaviour("macro", (shown) => composers.get(shown.closest("#composer"))?.takeMacro(shown));
document.addEventListener("composer:returned", () => here()?.open(here().mode));
document.addEventListener("ticket:sent", () => goOn(document.getElementById("composer")?.dataset.after));

document.addEventListener("visibilitychange", () => {
  if (document.hidden) here()?.draft.save();
});

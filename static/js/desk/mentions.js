// “@” in a note offers the colleagues who may see the ticket: arrows choose, Enter or Tab takes, Esc closes.
import { announce } from "./announcer.js";
import { behaviour } from "./behaviours.js";
import { pull } from "./requests.js";

const SHOWN = 6;
// At the beginning or after a space or bracket: an address is not a mention.
const TYPED = /(?:^|[\s([{“"'])@([\p{L}\p{N}._'’ -]{0,40})$/u;

class Mentions {
  constructor(text) {
    this.text = text;
    this.list = text.form.querySelector("#mention_list");
    this.people = null;
    this.at = 0;
  }

  get open() {
    return !this.list.hidden;
  }

  typed() {
    if (this.text.form.dataset.mode !== "note") return null;
    const before = this.text.value.slice(0, this.text.selectionStart);
    return TYPED.exec(before)?.[1] ?? null;
  }

  async load() {
    this.people ??= pull(this.text.dataset.people).then(({ content }) => [...content.querySelectorAll("[role=option]")]);
    try {
      return await this.people;
    } catch {
      this.people = null;
      return [];
    }
  }

  async offer() {
    const word = this.typed();
    if (word === null) return this.close();
    const all = await this.load();
    // Meanwhile something else may have been typed.
    if (this.typed() !== word) return;
    const sought = word.trim().toLowerCase();
    const fits = (option) => option.dataset.words.toLowerCase().split(/\s+/).some((part) => part.startsWith(sought)) || option.dataset.words.toLowerCase().startsWith(sought);
    const found = all.filter(fits).slice(0, SHOWN);
    if (!found.length || found.some((option) => option.dataset.name.toLowerCase() === word.toLowerCase())) return this.close();
    this.list.replaceChildren(...found);
    const was = this.list.hidden;
    this.list.hidden = false;
    if (was) announce(`${found.length} to mention: arrows choose, Enter takes`);
    this.choose(0);
  }

  choose(at) {
    const options = [...this.list.children];
    this.at = (at + options.length) % options.length;
    options.forEach((option, n) => {
      option.setAttribute("aria-selected", String(n === this.at));
      option.toggleAttribute("data-active", n === this.at);
    });
    this.text.setAttribute("aria-activedescendant", options[this.at].id);
  }

  take(option) {
    const end = this.text.selectionStart;
    const start = end - this.typed().length;
    this.text.setRangeText(`${option.dataset.name} `, start, end, "end");
    this.close();
    this.text.dispatchEvent(new Event("input", { bubbles: true }));
  }

  close() {
    this.list.hidden = true;
    this.list.replaceChildren();
    this.text.removeAttribute("aria-activedescendant");
  }

  pressed(event) {
    if (!this.open || event.isComposing) return;
    const act = {
      ArrowDown: () => this.choose(this.at + 1),
      ArrowUp: () => this.choose(this.at - 1),
      Enter: () => this.take(this.list.children[this.at]),
      Tab: () => this.take(this.list.children[this.at]),
      Escape: () => this.close(),
    }[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    // Nobody else acts on it: Esc would close the composer.
    event.stopImmediatePropagation();
    act();
  }
}

behaviour("mentions", (text) => {
  const mentions = new Mentions(text);
  text.addEventListener("input", () => mentions.offer());
  text.addEventListener("keydown", (event) => mentions.pressed(event));
  text.addEventListener("blur", () => mentions.close());
  mentions.list.addEventListener("pointerdown", (event) => {
    const option = event.target.closest("[role=option]");
    // The text keeps the focus.
    event.preventDefault();
    if (option) mentions.take(option);
  });
});

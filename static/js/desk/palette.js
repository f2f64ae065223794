// The palette: commands are fetched once, before it is opened; the rest comes from the server while somebody types.
import { behaviour } from "./behaviours.js";
import { fits } from "./finds.js";
import { act } from "./keys.js";
import { pull } from "./requests.js";

class Palette {
  constructor(dialog) {
    this.dialog = dialog;
    this.input = dialog.querySelector("[role=combobox]");
    this.list = dialog.querySelector("[role=listbox]");
    this.found = dialog.querySelector("#palette_found");
    this.none = dialog.querySelector("#palette_none");
    this.asked = 0;
    this.input.addEventListener("input", () => this.look());
    dialog.addEventListener("keydown", (event) => this.key(event));
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option && !option.href) this.choose(option);
    });
  }

  // Commands, which the browser keeps; `palette_found` is a place among them.
  fetch() {
    this.fetched ??= pull(this.dialog.dataset.commands).then(
      ({ content }) => {
        content.querySelector("#palette_found").replaceWith(this.found);
        this.list.replaceChildren(content);
        this.filter();
      },
      (error) => {
        this.fetched = null;
        throw error;
      },
    );
    return this.fetched;
  }

  open() {
    if (this.dialog.open) return this.dialog.close();
    if (document.querySelector("dialog[open]")) return;
    this.input.value = "";
    this.found.replaceChildren();
    this.moved = false;
    this.dialog.showModal();
    this.look();
  }

  get options() {
    return [...this.list.querySelectorAll("[role=option]")].filter((option) => option.checkVisibility());
  }

  look() {
    this.waiting = true;
    this.entered = null;
    // An answer to what was typed before, still on its way, answers nothing now.
    this.asked += 1;
    this.filter();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), this.input.value ? 120 : 0);
  }

  // Commands whose words begin with what is typed, and that this page has.
  filter() {
    const typed = this.input.value.trim().toLowerCase();
    const parts = typed.replace(/^>/, "").split(/\s+/).filter(Boolean);
    for (const option of this.list.querySelectorAll("[data-key]"))
      option.hidden = /^[#@]/.test(typed) || !document.querySelector(option.dataset.needs) || !fits(option.textContent.toLowerCase(), parts);
    this.settle();
  }

  async ask() {
    const mine = ++this.asked;
    this.list.setAttribute("aria-busy", "true");
    try {
      const asked = pull(`${this.dialog.dataset.url}?q=${encodeURIComponent(this.input.value)}`);
      const [{ content }] = await Promise.all([asked, this.fetch()]);
      if (mine !== this.asked) return;
      this.found.replaceChildren(...content.childNodes);
      this.settle(`Nothing was found for “${this.input.value.trim()}”. Try fewer words, or the beginning of one.`);
    } catch {
      if (mine === this.asked) this.none.textContent = this.options.length ? "The desk could not be reached. Commands still work." : "The desk could not be reached.";
    }
    if (mine !== this.asked) return;
    this.list.removeAttribute("aria-busy");
    this.waiting = false;
    if (this.entered && this.chosen) this.choose(this.chosen, this.entered.apart);
    this.entered = null;
  }

  // After a change: titles without options go, and what was chosen stays chosen if it is still there.
  settle(nothing = "") {
    for (const group of this.list.querySelectorAll("[role=group]"))
      group.hidden = !group.querySelector("[role=option]:not([hidden])");
    const all = this.options;
    const kept = this.moved && all.find((option) => option.id === this.chosen?.id);
    this.moved = Boolean(kept);
    this.mark(kept || all[0]);
    this.none.textContent = all.length ? "" : nothing;
  }

  mark(option) {
    for (const other of this.list.querySelectorAll("[aria-selected=true]")) other.setAttribute("aria-selected", "false");
    this.chosen = option;
    if (!option) return this.input.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    this.input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      const all = this.options;
      this.moved = true;
      this.mark(all[(all.indexOf(this.chosen) + step + all.length) % all.length]);
    } else if (event.key === "Enter" && !event.target.closest("button")) {
      this.enter(event.ctrlKey || event.metaKey);
    } else return;
    event.preventDefault();
  }

  // What is on its way is what was meant: the results of the letters before may be others. Commands are here already.
  enter(apart) {
    if (this.chosen && (!this.waiting || this.moved || this.chosen.dataset.key)) this.choose(this.chosen, apart);
    else if (this.waiting) this.entered = { apart };
  }

  choose(option, apart = false) {
    if (option.href && apart) return window.open(option.href, "_blank", "noopener");
    this.dialog.close();
    if (option.href) location.assign(option.href);
    else act(option.dataset.key);
  }
}

behaviour("palette", (dialog) => {
  const palette = new Palette(dialog);
  (window.requestIdleCallback ?? setTimeout)(() => palette.fetch().catch(() => {}));
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.key.toLowerCase() !== "k") return;
    event.preventDefault();
    palette.open();
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-palette]")) palette.open();
  });
});

// What is typed is kept on the server within a second, for the ticket it was typed in, whatever page comes next.
import { post } from "./requests.js";

const PAUSE = 600;
const AGAIN = 5000;

export class Draft {
  constructor(form, url, state) {
    this.form = form;
    this.url = url;
    this.state = state;
    this.saved = this.content();
    this.timer = 0;
    this.held = false;
    this.saving = Promise.resolve();
  }

  content() {
    const data = new FormData(this.form);
    const fields = new URLSearchParams({ mode: data.get("mode"), text: data.get("text"), key: data.get("key") });
    for (const token of data.getAll("uploads")) fields.append("uploads", token);
    return fields.toString();
  }

  later(pause = PAUSE) {
    this.timer ||= setTimeout(() => this.save(), pause);
  }

  save() {
    clearTimeout(this.timer);
    this.timer = 0;
    if (this.held) return this.saving;
    const content = this.content();
    if (content !== this.saved) this.saving = this.saving.then(() => this.put(content));
    return this.saving;
  }

  async put(content) {
    try {
      const response = await post(this.url, new URLSearchParams(content), { leaving: document.hidden });
      if (!response.ok) throw new Error(String(response.status));
      this.saved = content;
      this.state.textContent = await response.text();
    } catch {
      this.state.textContent = "Draft not saved yet";
      this.later(AGAIN);
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

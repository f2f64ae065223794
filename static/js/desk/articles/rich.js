// Rich text over the same document: the text as readers see it, edited in place and written back as Markdown.
// A text that would not come back the same is edited as Markdown only: nothing is ever lost by looking.
import { announce } from "../announcer.js";
import { behaviour } from "../behaviours.js";
import { post } from "../requests.js";
import { toMarkdown } from "./to_markdown.js";

const ORDERS = {
  bold: ["bold"],
  italic: ["italic"],
  heading: ["formatBlock", "h2"],
  bullets: ["insertUnorderedList"],
  numbers: ["insertOrderedList"],
  quote: ["formatBlock", "blockquote"],
};
// What the page does not show, so that it could not come back.
const UNSEEN = /<!--|^ {0,3}\[[^\]\n]+\]:/m;
// Blanks count in code alone.
const same = (html) =>
  html
    .split(/(<pre[\s\S]*?<\/pre>)/)
    .map((part, n) => (n % 2 ? part : part.replace(/\s+/g, " ").replace(/> </g, "><").trim()))
    .join("");

behaviour("rich", (pane) => {
  const form = document.getElementById("article_form");
  const editor = document.getElementById("article_editor");
  const body = document.getElementById("id_body");
  const refused = document.getElementById("rich_refused");
  const holder = document.createElement("template");
  let open = false;
  let writing = false;

  async function rendered(text) {
    const { kind, locale } = form.dataset;
    const response = await post(form.dataset.preview, { body: text, kind, locale, plain: "yes" });
    if (!response.ok) throw new Error(String(response.status));
    return response.text();
  }

  async function begin() {
    try {
      const html = await rendered(body.value);
      holder.innerHTML = html;
      const back = await rendered(toMarkdown(holder.content));
      if (UNSEEN.test(body.value) || same(back) !== same(html)) return refuse("This text has something in it that only Markdown can say. Edit it as text.");
      if (editor.dataset.view !== "rich") return undefined;
      pane.innerHTML = html || "<p><br></p>";
      document.execCommand("defaultParagraphSeparator", false, "p");
      document.execCommand("styleWithCSS", false, false);
      open = true;
      pane.focus();
    } catch {
      refuse("The desk could not be reached. Try again when you are online.");
    }
    return undefined;
  }

  function refuse(why) {
    refused.textContent = why;
    refused.hidden = false;
    editor.querySelector('button[data-view="write"]').click();
  }

  editor.addEventListener("view", () => {
    if (editor.dataset.view === "rich") {
      refused.hidden = true;
      pane.replaceChildren();
      begin();
    } else open = false;
  });
  pane.addEventListener("input", () => {
    if (!open) return;
    body.value = toMarkdown(pane);
    writing = true;
    body.dispatchEvent(new Event("input", { bubbles: true }));
    writing = false;
  });
  // A picture put into the words from the list of files.
  body.addEventListener("input", () => {
    if (open && !writing) begin();
  });
  // What comes from elsewhere comes as Markdown, and is drawn by the server like everything else.
  pane.addEventListener("paste", async (event) => {
    const html = event.clipboardData.getData("text/html");
    const text = event.clipboardData.getData("text/plain");
    if (!html && !text) return;
    event.preventDefault();
    if (!html) return document.execCommand("insertText", false, text);
    const parsed = new DOMParser().parseFromString(html, "text/html");
    for (const unread of parsed.querySelectorAll("style, script, meta, title, link")) unread.remove();
    document.execCommand("insertHTML", false, await rendered(toMarkdown(parsed.body)));
    announce("Pasted");
    return undefined;
  });
  editor.querySelector("[role=toolbar]").addEventListener("click", (event) => {
    const mark = event.target.closest("[data-mark]")?.dataset.mark;
    if (!open || !mark) return;
    event.stopImmediatePropagation();
    pane.focus();
    if (ORDERS[mark]) document.execCommand(ORDERS[mark][0], false, ORDERS[mark][1]);
    else if (mark === "link") {
      const address = String(getSelection());
      document.execCommand("createLink", false, /^https?:\/\/\S+$/.test(address) ? address : "https://");
    } else announce("Switch to Text for that");
  }, { capture: true });
});

// Answers of the help centre: searched for on the first view, offered beside the first question. Opened beside the chat.
import { draw, say } from "./parts.js";
import { newId } from "./outbox.js";

const WAIT = 700;

// A random name for this browser, so that who reads and who asks can be told to be one; it names nobody.
export function reader(ctx) {
  if (!ctx.keep.get("reader")) ctx.keep.set("reader", newId());
  return ctx.keep.get("reader");
}

async function find(ctx, text, more, signal) {
  const body = { text, reader: reader(ctx), language: navigator.language, ...more };
  return (await ctx.ask("answers/", { body, signal })).answers;
}

function row(ctx, answer, solved) {
  const { content, parts } = draw("answer");
  const tell = (told) => ctx.ask(`answers/${answer.id}/`, { body: { told, reader: reader(ctx) } }).catch(() => {});
  parts.link.href = answer.url;
  parts.title.textContent = answer.title;
  parts.snippet.textContent = answer.snippet;
  parts.link.addEventListener("click", () => tell("viewed"));
  parts.solved.hidden = !solved;
  parts.solved.addEventListener("click", () => {
    tell("solved");
    solved();
  });
  return content;
}

export function searching(ctx, parts) {
  parts.find.hidden = !ctx.shown.answers;
  parts.find.addEventListener("submit", async (event) => {
    event.preventDefault();
    const words = parts.words.value.trim();
    if (!words) return;
    let found = [];
    try {
      found = await find(ctx, words, {});
    } catch (error) {
      return say(error.message);
    }
    parts.found.replaceChildren(...found.map((answer) => row(ctx, answer)));
    parts.nothing.hidden = found.length > 0;
    say(found.length ? `${found.length} answers` : "");
  });
}

export function offering(ctx, input, parts) {
  if (!ctx.shown.answers) return;
  let timer = 0;
  let running = null;
  let offered = "";
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  async function ask() {
    running?.abort();
    running = new AbortController();
    const found = await find(ctx, input.value, { unasked: true }, running.signal).catch(() => []);
    const ids = found.map((answer) => answer.id).join();
    if (!ids || ids === offered) return;
    offered = ids;
    const solved = () => {
      ctx.keep.drop("question");
      ctx.go("home");
      say("Good to hear that it is solved.");
    };
    parts.offered.replaceChildren(...found.map((answer) => row(ctx, answer, solved)));
    parts.offer.hidden = false;
  }
}

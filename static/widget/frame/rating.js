// How it was, once the chat has ended. The first press counts already; the words are a gift.
import { draw, make } from "./parts.js";

export function askRating(ctx, key, place) {
  const { content, parts } = draw("rating");
  let score = 0;
  const choices = ctx.shown.scores.map(([value, words]) => {
    const choice = make("button", { className: "chip widget__rate", type: "button", ariaPressed: "false" }, words);
    choice.addEventListener("click", () => {
      score = value;
      for (const other of choices) other.ariaPressed = String(other === choice);
      parts.more.hidden = false;
      send("").catch(complain);
    });
    return choice;
  });
  parts.choices.append(...choices);

  const send = (comment) => ctx.ask(`conversations/${key}/rating/`, { body: { score, comment } });
  const complain = (error) => {
    parts.trouble.hidden = false;
    parts.trouble.textContent = error.message;
  };
  parts.form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      await send(parts.comment.value.trim());
      place.replaceChildren(make("p", { className: "semi", tabIndex: -1 }, "Thank you. That helps us."));
      place.firstElementChild.focus();
      ctx.keep.set(`rated:${key}`, true);
      ctx.tell("rated", { score });
    } catch (error) {
      complain(error);
    }
  });
  place.replaceChildren(content);
  place.hidden = false;
}

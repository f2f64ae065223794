// How it was, once the chat has ended. The first press counts already; the words are a gift.
import { draw, make } from "./parts.js";

// Ask by the desk's own question; where there is none, or it was answered already, the place stays empty.
export async function askRating(ctx, key, place) {
  const address = `conversations/${key}/rating/`;
  const { rating } = await ctx.ask(address);
  if (!rating || rating.score !== null) return;
  const { content, parts } = draw("rating");
  parts.question.textContent = rating.question;
  let score = 0;

  const send = (comment) => ctx.ask(address, { body: { score, comment } });
  const complain = (error) => {
    parts.trouble.hidden = false;
    parts.trouble.textContent = error.message;
  };
  const choices = rating.choices.map((choice) => {
    const button = make("button", { className: "chip widget__rate", type: "button", ariaPressed: "false" }, choice.label);
    button.addEventListener("click", () => {
      score = choice.score;
      for (const other of choices) other.ariaPressed = String(other === button);
      parts.more.hidden = false;
      send("").then(() => ctx.tell("rated", { score }), complain);
    });
    return button;
  });
  parts.choices.append(...choices);
  parts.form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      await send(parts.comment.value.trim());
      const thanks = make("p", { className: "semi", tabIndex: -1 }, "Thank you. That helps us.");
      place.replaceChildren(thanks);
      thanks.focus();
    } catch (error) {
      complain(error);
    }
  });
  place.replaceChildren(content);
  place.hidden = false;
}

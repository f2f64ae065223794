// The first view: who is there, how long it takes, and what was talked about before.
import { searching } from "./answers.js";
import { unread } from "./chats.js";
import { botFace, draw, face, personNamed } from "./parts.js";
import { greetingOf, hours, lastAt, lastWords, promise } from "./words.js";

export function home(ctx) {
  const { shown } = ctx;
  const { content, parts } = draw("home");
  parts.people.append(...shown.people.map((person) => face(person)));
  parts.close.addEventListener("click", ctx.close);
  searching(ctx, parts);
  parts.start.addEventListener("click", () => ctx.begin());

  function update() {
    const barred = shown.identity === "signed" && !ctx.visitor.identified;
    parts.title.textContent = greetingOf(shown, ctx.visitor.known?.name);
    parts.tagline.textContent = shown.tagline;
    parts.sign_in.hidden = !barred;
    parts.start.hidden = barred;
    parts.start_title.textContent = shown.open ? "Chat with us" : "Leave a message";
    parts.promise.textContent = promise(shown);
    parts.hours_words.textContent = hours(shown);
    parts.hours.hidden = !hours(shown);
    const incidents = shown.incidents ?? [];
    parts.incidents.hidden = !incidents.length;
    parts.incidents.replaceChildren(...incidents.map((incident) => problem(ctx, incident)));
    const news = (shown.news ?? []).filter((one) => !one.languages || one.languages.some(spoken));
    parts.news.hidden = !news.length;
    parts.news_list.replaceChildren(...news.map((one) => piece(ctx, one)));
    const chats = ctx.chats.all();
    parts.past.hidden = !chats.length;
    parts.chats.replaceChildren(...chats.map((chat) => row(ctx, chat)));
  }

  update();
  return { content, update, focus: parts.title };
}

function row(ctx, chat) {
  const { content, parts } = draw("home_chat");
  const who = chat.agent ?? chat.last?.name;
  parts.face.replaceWith(who ? face(personNamed(ctx.shown, who)) : botFace());
  parts.name.textContent = who || ctx.shown.company;
  parts.last.textContent = lastWords(chat);
  parts.at.textContent = lastAt(chat);
  const news = unread(chat);
  parts.new.hidden = !news;
  parts.new.textContent = `${news} new`;
  parts.open.addEventListener("click", () => ctx.go("talk", chat.key));
  return content;
}

const spoken = (language) => navigator.language.toLowerCase().startsWith(language.toLowerCase());

function problem(ctx, incident) {
  const { content, parts } = draw("home_incident");
  parts.title.textContent = incident.title;
  parts.link.href = incident.url;
  parts.follow.addEventListener("click", () => ctx.follow(incident));
  return content;
}

function piece(ctx, one) {
  const { content, parts } = draw("home_news");
  parts.title.textContent = one.title;
  parts.text.textContent = one.text ?? "";
  parts.link.hidden = one.action !== "link";
  if (one.action === "link") {
    parts.link.textContent = one.action_label;
    parts.link.href = one.action_url;
  }
  return content;
}

// A conversation: one that runs, one that ended, or one that begins with the next message.
import { askAddress } from "./address.js";
import { entryNodes, meta, pendingNodes, typing } from "./bubbles.js";
import { head } from "./head.js";
import { waits } from "./in_line.js";
import { lasting } from "./keep.js";
import { newId } from "./outbox.js";
import { botFace, draw, face, make, personNamed, say } from "./parts.js";
import { askRating } from "./rating.js";
import { follow } from "./scrolling.js";
import { placeInLine, promise, waiting } from "./words.js";
import { writing } from "./writing.js";

export function talk(ctx, id) {
  const { shown, chats, out } = ctx;
  const chat = () => chats.get(id);
  const top = head(ctx, { name: shown.company, sub: "", face: make("span"), more: true });
  const { content, parts } = draw("talk");
  const box = document.createDocumentFragment();
  box.append(top.content, content);
  const log = follow(parts.log, parts.down, parts.down_words);
  // What stays at the end of the log, below the entries: what is on its way, marks, cards.
  const tail = make("div", { className: "widget__tail stack g2" });
  let drawn = 0;
  let asking = false;
  let ended = false;

  writing(ctx, parts, {
    draftName: `draft:${id.startsWith("new:") ? "new" : id}`,
    send(text, files) {
      const starts = id.startsWith("new:") && !out.of(id).length;
      out.add({ id: newId(), chat: id, text, at: new Date().toISOString(), ...(starts && { start: ctx.about() }) }, files);
      log.toEnd();
    },
    typed: () => chat() && ctx.ask(`conversations/${id}/typing/`, { body: {} }).catch(() => {}),
    complain: say,
  });

  parts.log.append(tail);
  const greeting = { seq: 0, author: "bot", name: shown.company, text: shown.greeting, files: [], buttons: [] };
  greeting.at = chat()?.started_at ?? new Date().toISOString();
  for (const node of entryNodes(ctx, greeting, null)) tail.before(node);
  if (!lasting) {
    tail.before(make("p", { className: "sm muted" }, "Your browser keeps nothing for this site, so this conversation ends with this page. Leave your address if you want our answer by email."));
  }

  // The chat's page in history is its log; a reader of screens hears what is added later, not all of it at once.
  parts.log.ariaLive = "off";
  setTimeout(() => (parts.log.ariaLive = "polite"), 500);

  function choose(button, words) {
    const value = typeof button === "object" ? button.value : undefined;
    out.add({ id: newId(), chat: id, text: words, at: new Date().toISOString(), ...(value !== undefined && { choice: value }) });
  }

  function update() {
    const now = chat();
    if (!now && id.startsWith("new:") && !out.of(id).length && ctx.landed(id)) return ctx.go("talk", ctx.landed(id));
    const who = now?.agent;
    top.parts.name.textContent = who ?? shown.company;
    top.parts.sub.textContent = who ? [shown.team, shown.company].filter(Boolean).join(", ") : waits(now) ? waiting(shown) : shown.tagline;
    const portrait = who ? face(personNamed(shown, who)) : botFace();
    top.parts.name.closest("header").querySelector(".avatar, :scope > span:not([class])").replaceWith(portrait);
    top.parts.more.hidden = !now || (!shown.end && !shown.transcript);
    // The way to a person is in sight as long as a machine answers.
    parts.to_person.hidden = now?.state !== "open" || now.owner !== "bot";
    parts.mail_me.hidden = !shown.transcript;
    parts.end.hidden = !shown.end || now?.state !== "open";

    let theirs = 0;
    for (const entry of (now?.entries ?? []).slice(drawn)) {
      // What was offered before is answered, or passed over.
      for (const offer of parts.log.querySelectorAll("[data-part=choices]")) offer.hidden = true;
      for (const node of entryNodes(ctx, entry, now.entries[drawn - 1] ?? greeting, choose)) tail.before(node);
      if (entry.author !== "visitor") theirs += 1;
      drawn += 1;
    }
    drawTail(now);
    if (now?.state === "ended" && !ended) end(now);
    log.grown(theirs);
    ctx.seen(id);
  }

  function drawTail(now) {
    const nodes = [];
    const last = now?.entries.findLast((entry) => entry.author === "visitor");
    // We may hear of our own words before the answer to them is here.
    const pending = out.of(id).filter((item) => !now?.entries.some((entry) => entry.client_id === item.id));
    if (last && now.entries.at(-1) === last && !pending.length) nodes.push(meta(now.read >= last.seq ? "Seen" : "Sent"));
    for (const item of pending) nodes.push(...pendingNodes(item, out));
    if (now?.typing && now.typing.until > Date.now()) nodes.push(typing(now.typing.name));
    if (waits(now) && !asking) nodes.push(waitingCard(now));
    if (now?.missed && !ctx.visitor.known?.email && !asking) ask("Your email address");
    if (asking) nodes.push(asking);
    // Only what changed is drawn anew: a button somebody is about to press stays.
    const key = JSON.stringify([nodes.map((node) => node.textContent), Boolean(asking)]);
    if (tail.dataset.key === key) return;
    tail.dataset.key = key;
    tail.replaceChildren(...nodes);
  }

  function waitingCard(now) {
    const card = draw("waiting");
    const place = shown.place && now.place;
    const email = shown.mail ? ctx.visitor.known?.email : "";
    card.parts.words.textContent = place ? placeInLine(place) : shown.open ? waiting(shown) : promise(shown);
    card.parts.soon.textContent = shown.open ? waiting(shown) : promise(shown);
    card.parts.soon.hidden = !place;
    if (email) card.parts.more.textContent = `You can close this window. If you are gone, we answer to ${email}.`;
    card.parts.by_mail.hidden = !shown.mail;
    card.parts.by_mail.addEventListener("click", () => {
      if (!email) return ask("Where shall we answer?", byMail);
      byMail({}).catch((error) => notice(error.message));
    });
    return card.content.firstElementChild;
  }

  // They wait no longer: the desk answers in its own time, and they may leave.
  async function byMail(about) {
    chats.know(await ctx.ask(`conversations/${id}/mail/`, { body: about }));
    if (about.email) await ctx.visitor.recall();
    say("We answer by email. You can close this window.");
    await chats.fetch(id);
    update();
  }

  function ask(label, save = (about) => ctx.introduce(about)) {
    const drawnForm = askAddress({
      label,
      save: (email) => save({ email }),
      close() {
        asking = false;
        update();
        parts.text.focus();
      },
    });
    asking = drawnForm.content.firstElementChild;
    drawTail(chat());
    log.toEnd();
    drawnForm.focus.focus();
  }

  function end(now) {
    ended = true;
    parts.form.hidden = true;
    parts.ended.hidden = false;
    const over = draw("ended");
    over.parts.words.textContent = shown.mail && ctx.visitor.known?.email ? "This chat has ended. If you answer our email about it, it goes on there." : "This chat has ended.";
    over.parts.again.addEventListener("click", () => ctx.begin());
    if (shown.rating && now.agent) askRating(ctx, id, over.parts.rating).catch(() => {});
    parts.ended.replaceChildren(over.content);
  }

  parts.end.addEventListener("click", async () => {
    parts.menu.hidePopover();
    try {
      chats.know(await ctx.ask(`conversations/${id}/end/`, { body: {} }));
      await chats.fetch(id);
    } catch (error) {
      notice(error.message);
    }
  });
  parts.mail_me.addEventListener("click", () => {
    parts.menu.hidePopover();
    mailMe();
  });

  async function mailMe() {
    try {
      await ctx.ask(`conversations/${id}/transcript/`, { body: {} });
      notice(`On its way${ctx.visitor.known?.email ? ` to ${ctx.visitor.known.email}` : ""}.`);
    } catch (error) {
      if (error.code === "who_first") ask("Where shall we send it?", (about) => ctx.introduce(about).then(mailMe));
      else notice(error.message);
    }
  }

  function notice(words) {
    say(words);
    tail.before(make("p", { className: "sm muted" }, words));
    log.toEnd();
  }

  parts.person.addEventListener("click", () => choose({ value: "person" }, "Talk to a person"));

  function offline() {
    parts.strip.hidden = navigator.onLine;
    parts.strip_words.textContent = "You are offline. What you write is kept and sent later.";
  }
  addEventListener("online", offline);
  addEventListener("offline", offline);
  offline();
  update();
  return {
    content: box,
    update,
    shown: log.toEnd,
    focus: parts.text,
    leave() {
      removeEventListener("online", offline);
      removeEventListener("offline", offline);
    },
  };
}

// What is asked before a chat, and the letter box outside hours: the same form. What we know is not asked again.
import { offering } from "./answers.js";
import { head } from "./head.js";
import { botFace, draw, make } from "./parts.js";
import { newId } from "./outbox.js";
import { hours, promise } from "./words.js";
import { sayComing } from "./times.js";

const KINDS = { name: ["text", "name"], email: ["email", "email"], text: ["text", "off"] };

export function fieldsToAsk(ctx) {
  const { shown, visitor } = ctx;
  const known = { name: visitor.known?.name, email: visitor.known?.email, ...ctx.keep.get("answers") };
  const fields = shown.fields.map((field) => ({ ...field, key: field.key || field.type }));
  // Outside hours, and where the desk wants to know, an address is needed to answer at all.
  if (!shown.open || shown.identity === "ask" || ctx.needsAddress) {
    const email = fields.find((field) => field.type === "email");
    if (email) email.required = true;
    else fields.push({ key: "email", type: "email", label: "Email", required: true, pattern: "", options: [] });
  }
  return fields.filter((field) => !known[field.type === "name" || field.type === "email" ? field.type : field.key]);
}

export function before(ctx) {
  const { shown } = ctx;
  const top = head(ctx, { name: "", sub: "", face: botFace() });
  const { content, parts } = draw("before");
  // We may close, or open, while somebody writes.
  function update() {
    top.parts.name.textContent = shown.open ? "Start a chat" : `${shown.company} is closed`;
    top.parts.sub.textContent = shown.open ? promise(shown) : hours(shown).replace(/^Closed now\. ?/, "");
    parts.notice.hidden = shown.open;
    parts.away.textContent = shown.away + (shown.opens_at ? ` We are back ${sayComing(shown.opens_at)}.` : "");
    parts.send.textContent = shown.open ? "Start chat" : "Send message";
  }
  update();
  const asked = fieldsToAsk(ctx).map((field) => drawn(field));
  parts.fields.append(...asked.map((field) => field.box));
  // What the desk did not take of a first try.
  const refused = asked.find((field) => field.key === ctx.complaint?.field);
  refused?.say(ctx.complaint.words);
  ctx.complaint = null;
  const question = parts.form.elements.question;
  question.value = ctx.keep.get("question") ?? "";
  question.addEventListener("input", () => ctx.keep.set("question", question.value));
  offering(ctx, question, parts);

  parts.form.addEventListener("submit", (event) => {
    event.preventDefault();
    const wrong = asked.filter((field) => field.complain());
    const silent = question.value.trim() === "";
    complain(question, document.getElementById("question_error"), silent ? "Say in a few words what it is about." : "");
    const first = wrong[0]?.input ?? (silent ? question : null);
    if (first) return first.focus();
    const answers = Object.fromEntries(asked.map((field) => [field.key, field.value()]));
    ctx.keep.drop("question");
    ctx.start({ text: question.value.trim(), answers });
  });

  const box = document.createDocumentFragment();
  box.append(top.content, content);
  return { content: box, update, focus: refused?.input ?? top.parts.name };
}

function complain(input, place, words) {
  place.hidden = !words;
  place.lastElementChild.textContent = words;
  input.ariaInvalid = words ? "true" : null;
  if (words) input.setAttribute("aria-describedby", place.id);
  else input.removeAttribute("aria-describedby");
  return words;
}

function drawn(field) {
  const id = `field_${newId()}`;
  const input = inputOf(field);
  input.id = id;
  input.required = field.required;
  const error = make("p", { className: "error", id: `${id}_error`, hidden: true }, make("span"));
  const label = make("label", { htmlFor: id }, field.label);
  if (!field.required && field.type !== "check") label.append(make("span", { className: "faint" }, " (optional)"));
  const box =
    field.type === "check"
      ? make("div", { className: "field" }, make("label", { className: "check", htmlFor: id }, input, make("span", {}, field.label)), error)
      : make("div", { className: "field" }, label, input, error);
  const key = field.type === "name" || field.type === "email" ? field.type : field.key;
  const value = () => (field.type === "check" ? (input.checked ? "yes" : "") : input.value.trim());
  const say = (words) => complain(input, error, words);
  return { box, input, key, value, say, complain: () => say(trouble(field, input, value())) };
}

function inputOf(field) {
  if (field.type === "long") return make("textarea", { className: "input", rows: 3, maxLength: 2000 });
  if (field.type === "check") return make("input", { type: "checkbox" });
  if (field.type === "choice") {
    const choices = ["", ...field.options].map((name) => make("option", { value: name }, name || "Choose"));
    return make("select", { className: "input" }, ...choices);
  }
  const [type, autocomplete] = KINDS[field.type] ?? KINDS.text;
  return make("input", { className: "input", type, autocomplete, maxLength: field.type === "email" ? 254 : 200 });
}

function trouble(field, input, value) {
  if (field.required && !value) return field.type === "check" ? "Tick this to go on." : `${field.label}: we need this to go on.`;
  if (value && field.type === "email" && input.validity.typeMismatch) return "This is no email address we could write to.";
  if (value && field.pattern && !matches(field.pattern, value)) return field.hint || `${field.label}: look at this again.`;
  return "";
}

function matches(pattern, value) {
  try {
    return new RegExp(`^(?:${pattern})$`, "u").test(value);
  } catch {
    return true;
  }
}

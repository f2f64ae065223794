// Views are templates of the page; a part is what a script fills in one of them. Text goes in as text, never as HTML.
export function draw(name) {
  const content = document.getElementById(name).content.cloneNode(true);
  const parts = {};
  for (const element of content.querySelectorAll("[data-part]")) parts[element.dataset.part] = element;
  return { content, parts, root: content.firstElementChild };
}

export function make(name, properties = {}, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
}

export function icon(name) {
  return document.getElementById("icons").content.querySelector(`[data-icon="${name}"] svg`).cloneNode(true);
}

export function say(words) {
  const status = document.getElementById("status");
  if (status) status.textContent = words;
}

const hueOf = (name) => ([...name].reduce((sum, letter) => sum + letter.codePointAt(0), 0) % 6) + 1;

// Initials on a hue, always beside a name. `person` is what the settings told of somebody, or only a name.
export function face(person, { size = "" } = {}) {
  const known = typeof person === "string" ? { name: person, initials: person.slice(0, 1).toUpperCase(), hue: hueOf(person) } : person;
  const avatar = make("span", { className: `avatar avatar--h${known.hue}${size && ` avatar--${size}`}`, ariaHidden: "true" }, known.initials);
  return avatar;
}

export function botFace({ size = "" } = {}) {
  return make("span", { className: `avatar avatar--bot${size && ` avatar--${size}`}`, ariaHidden: "true" }, icon("sparkle"));
}

// Somebody who answers, by the short name entries carry.
export function personNamed(shown, name) {
  return shown.people.find((person) => person.name === name) ?? name;
}

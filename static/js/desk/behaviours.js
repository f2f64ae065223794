// Bind script to markup: <div data-behaviour="toasts"> is handed to the behaviour of that name, once.
const known = new Map();
const bound = new WeakMap();

export function behaviour(name, start) {
  known.set(name, start);
}

export function bind(root) {
  const elements = [...root.querySelectorAll("[data-behaviour]")];
  if (root.matches?.("[data-behaviour]")) elements.unshift(root);
  for (const element of elements) {
    const done = bound.get(element) ?? new Set();
    bound.set(element, done);
    for (const name of element.dataset.behaviour.split(" ")) {
      if (done.has(name) || !known.has(name)) continue;
      done.add(name);
      known.get(name)(element);
    }
  }
}

// What every request shares: pulling partials, and what to say when one fails.
export class Gone extends Error {}

// Fetch a partial. Rejects with Gone when the session ended or the thing cannot be seen any more.
export async function pull(url, { target = "" } = {}) {
  const response = await fetch(url, { headers: { "HX-Request": "true", ...(target && { "HX-Target": target }) }, credentials: "same-origin" });
  if (response.status === 401 || response.status === 404) throw new Gone(String(response.status));
  if (!response.ok) throw new Error(String(response.status));
  const holder = document.createElement("template");
  holder.innerHTML = await response.text();
  return { content: holder.content, response };
}

// `leaving` lets the request outlive its page (the browser allows 64 KB).
export function post(url, fields, { leaving = false } = {}) {
  const body = fields instanceof FormData ? fields : new URLSearchParams(fields);
  const headers = JSON.parse(document.body.getAttribute("hx-headers"));
  return fetch(url, { method: "POST", body, headers: { ...headers, "HX-Request": "true" }, credentials: "same-origin", keepalive: leaving });
}

function notice(text, again) {
  const box = document.createElement("div");
  box.className = "notice notice--danger";
  box.setAttribute("role", "alert");
  const words = document.createElement("p");
  words.className = "grow";
  words.textContent = text;
  box.append(words, ...again);
  return box;
}

function link(text, href) {
  return Object.assign(document.createElement("a"), { textContent: text, href, className: "btn btn--sm" });
}

// Errors stay beside their cause: above the composer's text, under the ticket's head, or at the target.
function complain(event, text) {
  const from = event.detail.elt ?? event.target;
  const place = from.closest("#composer")?.querySelector("#composer_notice") ?? document.querySelector("#ticket_notice") ?? document.querySelector("#ticket_list");
  const signIn = event.detail.xhr?.status === 401 ? [Object.assign(link("Sign in", "/account/login/"), { target: "_blank" })] : [];
  const shown = notice(text, signIn);
  if (place?.id === "ticket_list") place.prepend(shown);
  else place?.replaceChildren(shown);
}

document.addEventListener("htmx:responseError", (event) => {
  const status = event.detail.xhr.status;
  if (status === 401) complain(event, "You are signed out. Sign in in the new tab, then try again here. What you typed is kept.");
  else if (status === 404) complain(event, "This ticket is not there any more, or not yours to see.");
  else complain(event, "Something went wrong on our side. Nothing was changed. Try again.");
});
document.addEventListener("htmx:sendError", (event) => complain(event, "The desk could not be reached. Try again when you are online."));
// What is on the page has an answer: an old complaint would only confuse.
document.addEventListener("htmx:afterOnLoad", () => document.querySelector("#ticket_notice")?.replaceChildren());

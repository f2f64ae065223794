// Questions to the desk. The visitor's token travels in a header and nowhere else.
const PATIENCE = 20000;

export class Refused extends Error {
  constructor(status, answer) {
    super(answer.message || "That did not work.");
    this.status = status;
    this.code = answer.error ?? "";
    this.field = answer.field ?? "";
  }

  // Worth another try by itself: the line, the server, or our haste; nothing a person could change.
  get passing() {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

export function asker(base, token) {
  return async function ask(path, { method = "GET", body, signal } = {}) {
    const headers = { Accept: "application/json" };
    if (token()) headers.Authorization = `Bearer ${token()}`;
    const plain = body !== undefined && !(body instanceof FormData);
    if (plain) headers["Content-Type"] = "application/json";
    let answer;
    try {
      answer = await fetch(base + path, {
        method: body === undefined ? method : "POST",
        body: plain ? JSON.stringify(body) : body,
        headers,
        credentials: "omit",
        cache: "no-store",
        signal: signal ?? AbortSignal.timeout(body instanceof FormData ? PATIENCE * 6 : PATIENCE),
      });
    } catch {
      throw new Refused(0, { message: "We cannot be reached at the moment." });
    }
    if (answer.status === 204 || answer.status === 202) return {};
    const content = await answer.json().catch(() => ({}));
    if (!answer.ok) throw new Refused(answer.status, content);
    return content;
  };
}

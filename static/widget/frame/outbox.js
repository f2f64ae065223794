// What was written and is not yet known to have arrived. It survives a reload, and any window of this browser can send
// it. Each message has an id of our making, so that sending it twice makes one.
import { alone } from "./alone.js";
import { dropFiles, keepFiles, keptFiles } from "./kept_files.js";

const PAUSES = [2000, 4000, 8000, 15000, 30000];

export const newId = () => crypto.randomUUID();

export function outbox({ keep, send, arrived, refused, changed, tabs }) {
  let timer = 0;
  let tries = 0;
  let running = false;
  let asked = false;

  const all = () => keep.get("outbox") ?? [];
  const save = (items) => {
    keep.set("outbox", items);
    tabs.tell({ kind: "outbox" });
    changed();
  };
  const edit = (id, change) => save(all().map((item) => (item.id === id ? { ...item, ...change } : item)));

  function next() {
    const items = all();
    // Nothing can follow the first message of a chat that did not begin.
    const held = new Set(items.filter((item) => item.start && item.trouble).map((item) => item.chat));
    return items.find((item) => !item.trouble && !held.has(item.chat));
  }

  async function flush() {
    asked = true;
    if (running) return;
    running = true;
    clearTimeout(timer);
    while (asked) {
      asked = false;
      // In the order in which things were written.
      await alone("outbox", async () => {
        for (let item = next(); item && (await attempt(item)); ) item = next();
      });
    }
    running = false;
  }

  async function attempt(item) {
    const files = item.files.length ? await keptFiles(item.id) : [];
    if (!files) {
      edit(item.id, { trouble: "The files are gone. Choose them again." });
      return true;
    }
    try {
      const answer = await send(item, files);
      tries = 0;
      const key = answer.conversation.key;
      arrived(item, answer);
      // What was written in a chat that did not exist yet goes where its first message went.
      save(all().filter((one) => one.id !== item.id).map((one) => (one.chat === item.chat ? { ...one, chat: key } : one)));
      dropFiles(item.id);
      return true;
    } catch (error) {
      if (error.passing === false) {
        if (refused(item, error)) return true;
        edit(item.id, { trouble: error.message, code: error.code });
        return true;
      }
      if (error.passing === undefined) throw error;
      edit(item.id, { waits: true });
      timer = setTimeout(flush, PAUSES[Math.min(tries++, PAUSES.length - 1)]);
      return false;
    }
  }

  function again(id) {
    tries = 0;
    edit(id, { trouble: "", waits: false });
    flush();
  }

  addEventListener("online", () => {
    tries = 0;
    flush();
  });

  return {
    of: (chat) => all().filter((item) => item.chat === chat),
    drafts: () => all().filter((item) => item.start),
    async add(item, files = []) {
      if (files.length) await keepFiles(item.id, files);
      save([...all(), { ...item, files: files.map((file) => file.name) }]);
      flush();
    },
    again,
    drop(id) {
      dropFiles(id);
      save(all().filter((item) => item.id !== id));
    },
    flush,
  };
}

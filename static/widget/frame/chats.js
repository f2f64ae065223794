// What this window knows of the visitor's conversations. Entries are numbered without gaps: what is missing is asked for
// by `?after=`, whether a hint said so, a reload, or an hour in a tunnel.
export function makeChats({ ask, changed, spoken }) {
  const chats = new Map();
  const pulls = new Map();

  function know(news) {
    const chat = chats.get(news.key) ?? { entries: [], typing: null, have: 0 };
    // Answers may come in another order than they were asked for; marks only move on.
    const read = Math.max(chat.read ?? 0, news.read);
    const visitor_read = Math.max(chat.visitor_read ?? 0, news.visitor_read);
    chats.set(news.key, Object.assign(chat, news, { read, visitor_read, seq: Math.max(chat.seq ?? 0, news.seq) }));
    return chat;
  }

  function add(chat, entries) {
    for (const entry of entries) {
      if (entry.seq !== chat.have + 1) continue;
      chat.entries.push(entry);
      chat.have = entry.seq;
      if (entry.author === "agent" || entry.author === "bot") chat.typing = null;
      spoken(chat, entry);
    }
  }

  async function pull(key) {
    const chat = chats.get(key);
    const answer = await ask(`conversations/${key}/entries/?after=${chat?.have ?? 0}`);
    const now = know(answer.conversation);
    add(now, answer.entries);
    changed();
    if (answer.more) await pull(key);
  }

  return {
    all: () => [...chats.values()].sort((a, b) => (b.at ?? b.started_at).localeCompare(a.at ?? a.started_at)),
    get: (key) => chats.get(key),
    know(answer) {
      const chat = know(answer.conversation);
      if (answer.entries) add(chat, answer.entries);
      if (answer.entry) add(chat, [answer.entry]);
      return chat;
    },
    clear: () => chats.clear(),

    // One question at a time for each conversation; whoever comes meanwhile causes one more.
    fetch(key) {
      const running = pulls.get(key);
      if (running) {
        running.again = true;
        return running.done;
      }
      const mine = { again: false };
      pulls.set(key, mine);
      mine.done = (async () => {
        try {
          do {
            mine.again = false;
            await pull(key);
          } while (mine.again);
        } finally {
          pulls.delete(key);
        }
      })();
      return mine.done;
    },

    async list() {
      for (const news of (await ask("conversations/")).conversations) know(news);
      changed();
    },

    hint(frame) {
      const chat = chats.get(frame.conversation);
      if (frame.kind === "entries" && !(chat && chat.have >= frame.seq)) {
        // What comes along is taken only where nothing is missing before it.
        if (!chat || !frame.answer || frame.seq !== chat.have + 1) return this.fetch(frame.conversation);
        this.know(frame.answer);
      }
      if (frame.kind === "read" && chat) chat.read = Math.max(chat.read, frame.seq);
      if (frame.kind === "typing" && chat) {
        chat.typing = { name: frame.name ?? chat.agent ?? "", until: Date.now() + 6000 };
        setTimeout(changed, 6100);
      }
      changed();
    },
  };
}

// Entries somebody else wrote after what the visitor has read.
export const unread = (chat) =>
  chat.entries.filter((entry) => entry.seq > chat.visitor_read && (entry.author === "agent" || entry.author === "bot")).length;

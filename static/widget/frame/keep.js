// What this browser remembers for us: in its storage, or in memory alone where a site or a person forbids storage.
const memory = new Map();

function works() {
  try {
    localStorage.setItem("helpdesk:probe", "1");
    localStorage.removeItem("helpdesk:probe");
    return true;
  } catch {
    return false;
  }
}

export const lasting = works();

export function keeper(site) {
  const named = (name) => `helpdesk:${site}:${name}`;
  return {
    get(name) {
      try {
        const text = lasting ? localStorage.getItem(named(name)) : memory.get(name);
        return text ? JSON.parse(text) : null;
      } catch {
        return null;
      }
    },
    set(name, value) {
      const text = JSON.stringify(value);
      memory.set(name, text);
      try {
        if (lasting) localStorage.setItem(named(name), text);
      } catch {
        // Full: this page still knows it.
      }
    },
    drop(name) {
      memory.delete(name);
      if (lasting) localStorage.removeItem(named(name));
    },
  };
}

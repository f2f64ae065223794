// Files on their way, kept in IndexedDB so that a reload or another window can send them; in memory where there is none.
const memory = new Map();

const database = new Promise((done) => {
  try {
    const request = indexedDB.open("helpdesk", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("files");
    request.onsuccess = () => done(request.result);
    request.onerror = () => done(null);
  } catch {
    done(null);
  }
});

async function store(mode, act) {
  const open = await database;
  if (!open) return undefined;
  return new Promise((done) => {
    const request = act(open.transaction("files", mode).objectStore("files"));
    request.onsuccess = () => done(request.result);
    request.onerror = () => done(undefined);
  });
}

export async function keepFiles(id, files) {
  memory.set(id, files);
  await store("readwrite", (files_) => files_.put(files, id));
}

export async function keptFiles(id) {
  return memory.get(id) ?? (await store("readonly", (files) => files.get(id)));
}

export async function dropFiles(id) {
  memory.delete(id);
  await store("readwrite", (files) => files.delete(id));
}

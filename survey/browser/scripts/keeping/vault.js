// Keeps tokens, and answers that wait, in this browser's own database (IndexedDB). Each
// function is one transaction, so that two tabs never see half of a step.
import { Refusal } from "../refusal.js";

const NAME = "shudarga";
const STORE = "kept";

export const find = (id) => run("readonly", (store) => store.get(id));

export const all = () => run("readonly", (store) => store.getAll());

// Keeps a record unless there is one with its id; returns the one that is kept.
export async function keepFirst(record) {
  let kept = record;
  await transact("readwrite", (store) => {
    store.get(record.id).onsuccess = ({ target }) => {
      if (target.result === undefined) {
        store.put(record);
      } else {
        kept = target.result;
      }
    };
  });
  return kept;
}

// Puts a record in the place of another, if that one is still there; says whether it was.
export async function replace(id, record) {
  let replaced = false;
  await transact("readwrite", (store) => {
    store.get(id).onsuccess = ({ target }) => {
      if (target.result !== undefined) {
        replaced = true;
        store.delete(id);
        store.put(record);
      }
    };
  });
  return replaced;
}

export const remove = (id) => run("readwrite", (store) => store.delete(id));

async function run(mode, act) {
  let request;
  await transact(mode, (store) => {
    request = act(store);
  });
  return request.result;
}

async function transact(mode, act) {
  const database = await open();
  try {
    await new Promise((resolve, reject) => {
      const transaction = database.transaction(STORE, mode, { durability: "strict" });
      transaction.oncomplete = resolve;
      transaction.onabort = () => reject(new Refusal("nothing-kept"));
      act(transaction.objectStore(STORE));
    });
  } finally {
    database.close();
  }
}

function open() {
  return new Promise((resolve, reject) => {
    const refuse = () => reject(new Refusal("nothing-kept"));
    try {
      const request = indexedDB.open(NAME, 1);
      request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "id" });
      request.onsuccess = () => resolve(request.result);
      request.onerror = refuse;
      request.onblocked = refuse;
    } catch (error) {
      refuse();
    }
  });
}

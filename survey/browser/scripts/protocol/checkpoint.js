// The signed note that closes a board: origin, number of leaves, root, what else it
// binds, and a signature line (C2SP tlog-checkpoint and signed-note).
import { demand } from "../refusal.js";
import { concat, equal, fromBase64, utf8 } from "./bytes.js";
import { sha256 } from "./digest.js";
import { BROKEN, checkSignature } from "./promise.js";

const ED25519 = Uint8Array.of(1);
const HASH = 4;

export function parse(note) {
  const end = note.lastIndexOf("\n\n");
  demand(end > 0 && note.endsWith("\n"), "list-unsound");
  const text = note.slice(0, end + 1);
  const [origin, size, root, ...bound] = text.trimEnd().split("\n");
  const marks = note.slice(end + 2).trimEnd().split("\n");
  return { text, origin, size: Number(size), root: fromBase64(root), bound, marks };
}

// Says whether the board's key signed the note, or that this browser cannot tell.
export async function signedBy(boardKey, { text, origin, marks }) {
  const named = concat(utf8(`${origin}\n`), ED25519, boardKey);
  const hash = (await sha256(named)).slice(0, HASH);
  for (const line of marks) {
    const [, name, encoded] = /^\u2014 (\S+) (\S+)$/.exec(line) || [];
    const mark = name === origin ? fromBase64(encoded) : new Uint8Array();
    if (equal(mark.slice(0, HASH), hash)) {
      return checkSignature(boardKey, utf8(text), mark.slice(HASH));
    }
  }
  return BROKEN;
}

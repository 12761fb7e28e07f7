// Checks a bulletin from a file: its leaves, their order, the root over them, and what
// its signed checkpoint binds. Nothing is asked of a server.
import { demand } from "../refusal.js";
import { equal, fromHex, toHex, toText, utf8 } from "./bytes.js";
import { canonical } from "./canonical.js";
import * as checkpoint from "./checkpoint.js";
import { sha256 } from "./digest.js";
import { leafOfDigest, spentMark } from "./leaf.js";
import { rootOf } from "./merkle.js";

const FORMAT = "shudarga/1/bulletin";

// Returns the leaves of the board and its checkpoint; refuses a list that was changed.
export async function readBulletin(bytes) {
  const text = toText(bytes);
  const bulletin = JSON.parse(text);
  demand(bulletin.format === FORMAT && canonical(bulletin) === text, "list-unsound");
  const { checkpoint: note, ...body } = bulletin;
  const closing = checkpoint.parse(note);
  const leaves = await Promise.all(bulletin.answers.map(leafOf));
  const written = leaves.map(toHex);
  const ordered = written.every((leaf, place) => place === 0 || written[place - 1] < leaf);
  const binding = `bulletin sha256 ${toHex(await sha256(utf8(canonical(body))))}`;
  const whole =
    ordered &&
    closing.origin === `shudarga/1/board/${bulletin.manifest}` &&
    closing.size === leaves.length &&
    equal(await rootOf(leaves), closing.root) &&
    closing.bound.includes(binding);
  demand(whole, "list-unsound");
  return { survey: bulletin.survey, manifest: bulletin.manifest, leaves: written, closing };
}

export const signature = ({ closing }, boardKey) => checkpoint.signedBy(fromHex(boardKey), closing);

async function leafOf(entry) {
  const mark = entry.nonce ? fromHex(entry.nonce) : await spentMark(fromHex(entry.prepared));
  return leafOfDigest(fromHex(entry.key_id), mark, fromHex(entry.sealed_digest));
}

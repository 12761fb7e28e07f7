// The root of a Merkle tree as in RFC 6962, section 2.1.
import { sha256 } from "./digest.js";

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

export async function rootOf(leaves) {
  if (leaves.length === 0) {
    return sha256();
  }
  let level = await Promise.all(leaves.map((leaf) => sha256(LEAF, leaf)));
  while (level.length > 1) {
    level = await Promise.all(pairs(level).map(join));
  }
  return level[0];
}

function pairs(level) {
  const found = [];
  for (let place = 0; place < level.length; place += 2) {
    found.push(level.slice(place, place + 2));
  }
  return found;
}

// The last node of an odd level rises as it is.
const join = ([left, right]) => (right ? sha256(NODE, left, right) : left);

// d, what stands for a sealed answer on the public board and on its receipt.
import { fromHex } from "./bytes.js";
import { sha256 } from "./digest.js";

export async function leaf(keyId, mark, sealed) {
  return leafOfDigest(fromHex(keyId), mark, await sha256(sealed));
}

export const leafOfDigest = (keyId, mark, digest) =>
  sha256("shudarga/1/leaf", keyId, mark, digest);

// t, the mark that a blind token leaves.
export const spentMark = (prepared) => sha256(prepared);

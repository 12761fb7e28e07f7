// Locks an answer, keeps it until the collector has acknowledged it, and forgets it then.
// The right is used up here in the same step in which the locked answer is kept, so that
// a reload, a second tab or a lost reply can only ever send the same answer again.
import * as vault from "../keeping/vault.js";
import { canonical } from "../protocol/canonical.js";
import { fromBase64url, fromHex, toBase64url, toHex, utf8 } from "../protocol/bytes.js";
import { random } from "../protocol/digest.js";
import { leaf, spentMark } from "../protocol/leaf.js";
import { signAsOwner } from "../protocol/owner.js";
import { checkPromise } from "../protocol/promise.js";
import { seal } from "../protocol/sealing.js";
import { keyIdOf, ownerOf } from "../protocol/token.js";
import { demand, Refusal } from "../refusal.js";
import { post } from "../sending/exchange.js";
import { untilAnswered } from "../sending/patience.js";
import * as work from "../sending/work.js";

// After these the locked answer stays: it may be sent again, or prove something.
const KEEPING = ["server-425", "receipt-unsound", "work"];
const MOST_WORK = 3;

export async function lock(answers, right, manifest) {
  const record = right.token
    ? await withToken(answers, right, manifest)
    : await withNonce(answers, right, manifest);
  if (!right.token) {
    return vault.keepFirst(record);
  }
  if (await vault.replace(right.token.id, record)) {
    return record;
  }
  const other = await vault.find(right.id); // Another tab was faster.
  demand(other, "counted-other");
  return other;
}

async function withToken(answers, { token, id }, manifest) {
  const keyId = keyIdOf(token);
  const sealed = await seal(utf8(canonical(answers)), manifest, keyId);
  const d = await leaf(keyId, await spentMark(token.prepared), sealed);
  const body = {
    key_id: keyId,
    prepared: toBase64url(token.prepared),
    signature: toBase64url(token.signature),
    answer_signature: toBase64url(await signAsOwner(ownerOf(token), d)),
    sealed: toBase64url(sealed),
  };
  return record(id, { body, d, keyId, manifest });
}

// With the code of a slip; by a poster with work, which is done when it is sent.
async function withNonce(answers, { slip, poster, id }, manifest) {
  const { keyId } = slip || poster;
  const sealed = await seal(utf8(canonical(answers)), manifest, keyId);
  const nonce = random(32);
  const d = await leaf(keyId, nonce, sealed);
  const body = { key_id: keyId, nonce: toHex(nonce), sealed: toBase64url(sealed) };
  const whole = slip ? { code: slip.code, ...body } : body;
  return { ...record(id, { body: whole, d, keyId, manifest }), byPoster: Boolean(poster) };
}

const record = (id, { body, d, keyId, manifest }) => ({
  id,
  body,
  leaf: toHex(d),
  keyId,
  survey: manifest.survey,
  boardKey: manifest.board_key,
  closes: manifest.closes,
});

// Sends a kept answer until it is acknowledged, and returns its receipt. `fresh` says that
// it was never sent before: then somebody else used the right if it is counted already.
export async function deliver(kept, { fresh, onWaiting, again }) {
  let untold = !fresh;
  const attempt = async () => {
    try {
      return await (kept.byPoster ? postWithWork(kept) : post("/answers", kept.body));
    } catch (error) {
      if (!(error instanceof Refusal)) {
        untold = true;
      }
      throw error;
    }
  };
  try {
    const reply = await untilAnswered(attempt, { onWaiting, again });
    return await receipt(kept, reply);
  } catch (error) {
    return await refused(kept, error, untold);
  }
}

// The work is kept with the answer: sent again after a lost reply, both are recognised.
// Work that came too late is done again.
async function postWithWork(kept) {
  const { body, keyId, id } = kept;
  for (let tried = 1; ; tried += 1) {
    kept.work = kept.work || (await work.take(keyId));
    await vault.replace(id, kept);
    try {
      return await post("/answers", { ...body, work: kept.work });
    } catch (error) {
      if (!(error instanceof Refusal) || error.word !== "server-403") {
        throw error;
      }
      demand(tried < MOST_WORK, "work");
      kept.work = null;
    }
  }
}

async function receipt(kept, reply) {
  demand(reply.leaf === kept.leaf, "receipt-unsound");
  const promise = fromBase64url(reply.promise);
  const trust = await checkPromise(fromHex(kept.boardKey), fromHex(kept.leaf), promise);
  await vault.remove(kept.id);
  return { leaf: kept.leaf, promise: toHex(promise), trust, closes: kept.closes };
}

async function refused(kept, error, untold) {
  if (!(error instanceof Refusal) || KEEPING.includes(error.word)) {
    throw error;
  }
  await vault.remove(kept.id);
  if (error.word !== "server-409") {
    throw error;
  }
  if (kept.body.code && untold) {
    // The first reply was lost: a slip is told only that it is counted.
    return { leaf: kept.leaf, promise: "", trust: "untold", closes: kept.closes };
  }
  throw new Refusal(kept.body.code ? "counted" : "counted-other");
}

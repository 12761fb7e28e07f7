// Collects a token with an invitation. What a later step needs is kept before it is
// sent: after a reload or a lost reply the same blinded message goes out again.
import * as tokens from "../keeping/tokens.js";
import { fromBase64url, toBase64url } from "../protocol/bytes.js";
import { ask, finish } from "../protocol/blind_token.js";
import { fetchManifest, groupOf, tokenKey } from "../protocol/manifest.js";
import { demand } from "../refusal.js";
import { post } from "../sending/exchange.js";
import { untilAnswered } from "../sending/patience.js";

// Looks at an invitation without using it, and at the manifest that it was sent with.
export async function standing({ code, digest }) {
  const found = await post("/join/standing", { code });
  const pins = digest ? [digest, found.digest] : [found.digest];
  const manifest = await fetchManifest(found.survey, pins);
  const group = groupOf(manifest, found.key_id);
  const mark = await tokens.invitationMark(code);
  return {
    code,
    mark,
    manifest,
    group,
    key: await tokenKey(group),
    pinned: Boolean(digest),
    collected: found.collected,
    asked: await tokens.findAsked(mark),
    held: await tokens.findByInvitation(mark),
  };
}

export async function collect(invitation, progress) {
  const { mark } = invitation;
  const held = await tokens.findByInvitation(mark); // Another tab may have been faster.
  if (held) {
    return held;
  }
  try {
    return await exchange(invitation, progress);
  } catch (error) {
    const known = error.word === "server-409" && (await tokens.findByInvitation(mark));
    if (known) {
      await tokens.forgetAsked(mark);
      return known;
    }
    throw error;
  }
}

async function exchange(invitation, { onStep, onWaiting, again }) {
  const { code, mark, manifest, group, key } = invitation;
  onStep("drawing");
  const asked = (await tokens.findAsked(mark)) || (await draw(invitation));
  demand(asked.digest === manifest.digest && asked.keyId === group.key_id, "manifest-changed");
  onStep("asking");
  const body = { code, blinded: toBase64url(asked.blinded) };
  const reply = await untilAnswered(() => post("/join/exchange", body), { onWaiting, again });
  onStep("checking");
  const signature = await finish(key, asked, fromBase64url(reply.signature));
  const { prepared, secret } = asked;
  const token = { survey: manifest.survey, prepared, secret, signature };
  return tokens.holdInPlaceOfAsked(mark, token);
}

async function draw({ mark, manifest, group, key }) {
  const drawn = await ask(key, manifest.digest, group.key_id);
  return tokens.keepAsked(mark, { ...drawn, digest: manifest.digest, keyId: group.key_id });
}

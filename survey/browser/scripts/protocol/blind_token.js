// The message inside a token, and its blind signature by RFC 9474
// (RSABSSA-SHA384-PSS-Randomized). What is drawn here once is kept until it is signed:
// the same blinded message brings the same signature again.
import { RSABSSA } from "@cloudflare/blindrsa-ts";
import { demand } from "../refusal.js";
import { concat, fromHex, utf8 } from "./bytes.js";
import { newOwner } from "./owner.js";

const CONTEXT = utf8("shudarga/1/token");

export const message = (digest, keyId, point) =>
  concat(CONTEXT, fromHex(digest), fromHex(keyId), point);

export async function ask(key, digest, keyId) {
  const suite = RSABSSA.SHA384.PSS.Randomized();
  const owner = await newOwner();
  const prepared = suite.prepare(message(digest, keyId, owner.point));
  const { blindedMsg: blinded, inv: inverse } = await suite.blind(key, prepared);
  return { prepared, secret: owner.secret, blinded, inverse };
}

export async function finish(key, { prepared, inverse }, blindSignature) {
  const suite = RSABSSA.SHA384.PSS.Randomized();
  try {
    return await suite.finalize(key, prepared, blindSignature, inverse);
  } catch (error) {
    demand(false, "signature-unsound");
    throw error;
  }
}

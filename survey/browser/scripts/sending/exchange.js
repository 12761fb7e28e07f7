// Talks to our own origin, without cookies, referrer or cache. A refusal of the server is
// a word; everything else that goes wrong on the way is worth another try.
import { Refusal } from "../refusal.js";

const QUIET = {
  credentials: "omit",
  referrerPolicy: "no-referrer",
  cache: "no-store",
  redirect: "error",
};
const BUSY = [429, 503];
const REFUSALS = [400, 403, 404, 409, 410, 413, 422, 423, 425];

// The net, or the server behind it, does not answer at the moment.
export class Unreachable extends Error {}

// It answers that too many come at once.
export class Busy extends Unreachable {}

export async function post(address, body) {
  const headers = { "Content-Type": "application/json" };
  const reply = await ask(address, { method: "POST", headers, body: JSON.stringify(body) });
  const content = await reply.json().catch(() => null);
  if (reply.ok && content !== null) {
    return content;
  }
  // A page of somebody between us is no refusal: what is kept here would be deleted.
  const ours = content !== null && typeof content.error === "string";
  if (ours && REFUSALS.includes(reply.status)) {
    throw new Refusal(`server-${reply.status}`);
  }
  throw BUSY.includes(reply.status) ? new Busy() : new Unreachable();
}

export async function fetchBytes(address) {
  const reply = await ask(address, {});
  if (reply.status === 404) {
    throw new Refusal("server-404");
  }
  if (!reply.ok) {
    throw new Unreachable();
  }
  const content = await reply.arrayBuffer().catch(() => Promise.reject(new Unreachable()));
  return new Uint8Array(content);
}

async function ask(address, options) {
  try {
    return await fetch(address, { ...QUIET, ...options });
  } catch (error) {
    throw new Unreachable();
  }
}

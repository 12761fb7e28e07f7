// The tokens of this browser, from the moment they are asked for until they are spent.
import { toHex } from "../protocol/bytes.js";
import { sha256 } from "../protocol/digest.js";
import { spentMark } from "../protocol/leaf.js";
import * as vault from "./vault.js";

const ASKED = "asked/";
const HELD = "token/";

// An invitation is remembered by a hash only, and only where its token was collected.
export const invitationMark = async (code) =>
  toHex(await sha256("shudarga/1/kept", code));

export const findAsked = (mark) => vault.find(ASKED + mark);

export const keepAsked = (mark, asked) => vault.keepFirst({ ...asked, id: ASKED + mark });

export const forgetAsked = (mark) => vault.remove(ASKED + mark);

export async function holdInPlaceOfAsked(mark, token) {
  const record = await held({ ...token, invitation: mark });
  await vault.replace(ASKED + mark, record);
  return record;
}

export const hold = async (token) => vault.keepFirst(await held(token));

export const heldTokens = async () =>
  (await vault.all()).filter(({ id }) => id.startsWith(HELD));

export const findByInvitation = async (mark) =>
  (await heldTokens()).find(({ invitation }) => invitation === mark);

async function held(token) {
  return { ...token, id: HELD + toHex(await spentMark(token.prepared)) };
}

// Seals an answer to the key-holders: HPKE (RFC 9180) with X-Wing, HKDF-SHA256 and
// AES-256-GCM, to the inner key first, after padding it to the size all answers share.
import { Aes256Gcm, CipherSuite, HkdfSha256 } from "@hpke/core";
import { XWing } from "@hpke/hybridkem-x-wing";
import { demand } from "../refusal.js";
import { concat, fromHex, utf8 } from "./bytes.js";

const END = 0x80; // ISO/IEC 7816-4: one byte 0x80, then zeros

export function pad(plaintext, bucket) {
  demand(plaintext.length < bucket, "answer-too-long");
  const padded = new Uint8Array(bucket);
  padded.set(plaintext);
  padded[plaintext.length] = END;
  return padded;
}

export async function seal(plaintext, manifest, keyId) {
  const info = concat(utf8("shudarga/1/answer"), fromHex(manifest.digest), fromHex(keyId));
  let sealed = pad(plaintext, manifest.bucket);
  for (const publicKey of manifest.sealing_keys) {
    sealed = await sealTo(fromHex(publicKey), sealed, info);
  }
  return sealed;
}

async function sealTo(publicKey, plaintext, info) {
  const suite = new CipherSuite({
    kem: new XWing(),
    kdf: new HkdfSha256(),
    aead: new Aes256Gcm(),
  });
  const recipientPublicKey = await suite.kem.deserializePublicKey(publicKey);
  const sender = await suite.createSenderContext({ recipientPublicKey, info });
  const ciphertext = await sender.seal(plaintext);
  return concat(new Uint8Array(sender.enc), new Uint8Array(ciphertext));
}

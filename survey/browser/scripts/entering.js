// The page that asks for the code of a card. A QR code brings it in the fragment, which
// browsers send to no server and which leaves the address bar and the history at once.
// A browser that can lock answers itself goes on to the form page; every other one, and
// every code that is refused, goes the way without scripts, which says why. A server that
// cannot be reached is no reason to go it: the answer would be locked there.
import "./shared.js";
import { fit } from "./fitness.js";
import { CODE, splitCode, takeFragment } from "./fragment.js";
import { remember } from "./keeping/tab.js";
import * as vault from "./keeping/vault.js";
import { post } from "./sending/exchange.js";
import { untilAnswered } from "./sending/patience.js";
import { one } from "./views.js";

const language = document.documentElement.lang;
const field = one("[data-code-field]");
let pin = "";

function take() {
  const carried = splitCode(takeFragment(CODE));
  if (carried) {
    field.value = carried.code;
    pin = carried.digest;
    one("[data-code-read]").hidden = false;
  }
}

async function enter() {
  const code = field.value.trim();
  const wait = one("[data-busy]");
  const found = await untilAnswered(() => post("/answers/look", { code }), {
    onWaiting: () => {
      wait.hidden = false;
    },
  });
  wait.hidden = true;
  const place = `${found.survey}/${found.key_id}`;
  const slip = { code, pin, digest: found.digest, survey: found.survey, keyId: found.key_id };
  if (!remember("slip", slip)) {
    throw new Error("this browser keeps nothing");
  }
  window.location.assign(`/${language}/form/${place}`);
}

function withoutScripts(form) {
  const go = document.createElement("input");
  Object.assign(go, { type: "hidden", name: "go", value: "start" });
  form.append(go);
  form.submit();
}

async function tellOfWaiting() {
  const kept = await vault.all();
  const waiting = kept.find(({ id }) => id.startsWith("sealed/"));
  if (waiting) {
    one("[data-waiting] a").href = `/${language}/form/${waiting.survey}/${waiting.keyId}`;
    one("[data-waiting]").hidden = false;
  }
}

take();
window.addEventListener("hashchange", take);
if (fit()) {
  let busy = false;
  field.form.addEventListener("submit", (event) => {
    const { submitter } = event;
    if (!submitter || submitter.value !== "start" || !field.value.trim()) {
      return;
    }
    event.preventDefault();
    if (!busy) {
      busy = true;
      enter().catch(() => withoutScripts(field.form));
    }
  });
  tellOfWaiting().catch(() => {});
}

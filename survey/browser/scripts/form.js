// The form page: shows the questions one step at a time, locks the answers in this
// browser, sends them, and shows the receipt.
import "./shared.js";
import { findRight, findWaiting, demandSound } from "./answering/right.js";
import { receiptFile, showReceipt } from "./answering/receipt.js";
import { deliver, lock } from "./answering/sealed_answer.js";
import { today } from "./days.js";
import { fit } from "./fitness.js";
import { Form } from "./form/form.js";
import { kiosk } from "./kiosk/mode.js";
import { forget, forgetOthers, recall, remember } from "./keeping/tab.js";
import { saveText } from "./keeping/saving.js";
import { toHex } from "./protocol/bytes.js";
import { random } from "./protocol/digest.js";
import { fetchManifest } from "./protocol/manifest.js";
import { demand, Refusal } from "./refusal.js";
import { Busy } from "./sending/exchange.js";
import { untilAnswered } from "./sending/patience.js";
import * as work from "./sending/work.js";
import { each, one, onPress, refuse, show } from "./views.js";

const page = one("[data-form]");
const facts = JSON.parse(page.dataset.facts);
const place = `${facts.survey}/${facts.key_id}`;
const shared = facts.channel === "poster" && kiosk() !== null;
const RECEIPT_FILE = "receipt.txt";
const PASSED_ON = "kiosk/draft"; // What was chosen before the language was changed.

async function begin() {
  const right = await findRight(facts);
  const waiting = shared ? null : await findWaiting(facts, right);
  const receipt = recall(`receipt/${place}`);
  if (waiting) {
    await send(waiting, { fresh: false });
  } else if (receipt && (!right || right.poster)) {
    thank(receipt);
  } else if (right) {
    await ask(right);
  } else {
    show("nothing", { focus: false });
  }
}

async function ask(right) {
  const load = () => fetchManifest(facts.survey, [...right.pins, facts.digest]);
  const manifest = await untilAnswered(load, { onWaiting: () => say("unreachable"), again: one('[data-go="again"]') });
  await demandSound(right, manifest);
  demand(today() >= manifest.answers_open, "server-425");
  demand(manifest.bucket === facts.bucket, "manifest-unsound");
  comparePins(right, manifest);
  const draft = `draft/${right.id}`;
  forgetOthers("draft", draft);
  forgetOthers("receipt", "");
  const early = arrivedAnew() && right.poster;
  const form = new Form(page, facts, draft, shared ? { keeps: false, draft: recall(PASSED_ON) } : { early });
  form.begin();
  if (shared) {
    await shareDevice(form, right, manifest);
    return;
  }
  if (right.poster) {
    work.begin(right.poster.keyId);
  }
  onPress("send", async () => {
    if (form.demandWhole()) {
      say("sending");
      const kept = await lock(form.answers, right, manifest);
      form.forget();
      forget("slip");
      await send(kept, { fresh: true });
    }
  });
}

// A page that is loaded again may show what its browser remembers of somebody else.
const arrivedAnew = () =>
  performance.getEntriesByType("navigation").some(({ type }) => type === "navigate");

// Many people use a kiosk: each answer is locked at once, and sent while the next reads.
async function shareDevice(form, right, manifest) {
  forget(PASSED_ON);
  const { Kiosk } = await import("./kiosk/running.js");
  const stand = new Kiosk(page, form, facts);
  onPress("send", async () => {
    if (form.demandWhole()) {
      const id = `sealed/${toHex(random(16))}`;
      const kept = await lock(form.answers, { ...right, id }, manifest);
      form.forget();
      stand.thank(kept);
    }
  });
}

function comparePins(right, manifest) {
  one("[data-unpinned]").hidden = right.pinned;
  const groups = manifest.digest.slice(0, 32).replace(/.{4}(?=.)/g, "$& ");
  one('[data-fill="digest"]').textContent = groups;
}

async function send(kept, { fresh }) {
  say("sending");
  const again = one('[data-go="again"]');
  const onWaiting = (reason) => say(reason instanceof Busy ? "busy" : "waiting");
  const receipt = await deliver(kept, { fresh, onWaiting, again });
  remember(`receipt/${place}`, receipt);
  forget(`poster/${place}`);
  thank(receipt);
}

// Says what is going on while an answer is on its way, or a page waits for the net.
function say(word) {
  for (const line of each("[data-sending]")) {
    line.hidden = line.dataset.sending !== word;
  }
  one('[data-go="again"]').hidden = word === "sending";
  if (one('[data-view="sending"]').hidden) {
    show("sending");
  }
}

function thank(receipt) {
  showReceipt(page, receipt);
  show("thanks");
}

if (fit()) {
  onPress("reload", () => window.location.reload());
  onPress("another", () => {
    forget(`receipt/${place}`);
    window.location.reload();
  });
  onPress("download", () =>
    saveText(receiptFile(recall(`receipt/${place}`)), RECEIPT_FILE),
  );
  begin().catch(refuse);
} else {
  refuse(new Refusal("unfit"));
}

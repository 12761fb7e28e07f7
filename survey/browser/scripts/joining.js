// The invitation page: opens an invitation, collects its token, hands the token on.
import "./shared.js";
import { inWords, today } from "./days.js";
import { fit } from "./fitness.js";
import { CODE, splitCode, takeFragment } from "./fragment.js";
import { collect, standing } from "./joining/collecting.js";
import { addressFor } from "./keeping/handing.js";
import { listen, offer } from "./keeping/offering.js";
import { forget, recall, remember } from "./keeping/tab.js";
import * as vault from "./keeping/vault.js";
import { demand, Refusal } from "./refusal.js";
import { Unreachable } from "./sending/exchange.js";
import { each, fill, leadToTrust, one, onPress, refuse, show } from "./views.js";

const INVITATION = "invitation";
const MISTYPED = ["server-400", "server-404"];
let invitation = null;

async function begin() {
  const carried = splitCode(takeFragment(CODE));
  if (carried) {
    remember(INVITATION, carried);
  }
  const given = carried || recall(INVITATION);
  if (given) {
    await open(given);
  } else {
    show("code", { focus: false });
  }
}

async function open(given) {
  try {
    invitation = await standing(given);
  } catch (error) {
    if (error instanceof Unreachable) {
      show("unreachable");
      return;
    }
    forget(INVITATION);
    throw error;
  }
  describe();
  await proceed();
}

function describe() {
  const { group, manifest, pinned } = invitation;
  leadToTrust(manifest.survey);
  fill({
    group: group.name,
    eligible: group.eligible,
    opens: inWords(manifest.answers_open),
    closes: inWords(manifest.closes),
    digest: manifest.digest.slice(0, 32).replace(/.{4}(?=.)/g, "$& "),
  });
  for (const comparison of each("[data-unpinned]")) {
    comparison.hidden = pinned;
  }
}

async function proceed() {
  const { held, asked, collected } = invitation;
  if (held) {
    hold(held);
  } else if (asked) {
    await work();
  } else {
    show(collected ? "elsewhere" : "explain");
  }
}

async function work() {
  show("working");
  const words = (name) => {
    for (const line of each("[data-working]")) {
      line.hidden = line.dataset.working !== name;
    }
    one('[data-go="again"]').hidden = name !== "waiting";
  };
  const token = await collect(invitation, {
    onStep: words,
    onWaiting: () => words("waiting"),
    again: one('[data-go="again"]'),
  });
  hold(token);
}

function hold(token) {
  const { manifest } = invitation;
  const language = document.documentElement.lang;
  const collector = manifest.collector || window.location.origin;
  const address = addressFor(token, collector, language);
  const early = today() < manifest.answers_open;
  for (const place of each("[data-when]")) {
    place.hidden = (place.dataset.when === "early") !== early;
  }
  for (const link of each("[data-answer-now]")) {
    link.href = address;
  }
  offer(address, async () => {
    await vault.remove(token.id);
    forget(INVITATION);
    show("deleted");
  });
  show("held");
}

async function typed() {
  const field = one("[data-invitation-field]");
  doubt(field, false);
  try {
    const given = splitCode(field.value.trim());
    demand(given, "server-404");
    remember(INVITATION, given);
    await open(given);
  } catch (error) {
    if (!(error instanceof Refusal) || !MISTYPED.includes(error.word)) {
      throw error;
    }
    doubt(field, true);
    field.focus();
  }
}

// A code that was mistyped stays in its field, so that one letter can be mended.
function doubt(field, wrong) {
  one("[data-code-wrong]").hidden = !wrong;
  field.classList.toggle("govuk-input--error", wrong);
  field.setAttribute("aria-describedby", wrong ? "code-hint code-error" : "code-hint");
  field.toggleAttribute("aria-invalid", wrong);
}

if (fit()) {
  one("[data-invitation-form]").addEventListener("submit", (event) => event.preventDefault());
  listen();
  onPress("open", typed);
  onPress("collect", work);
  onPress("reload", () => window.location.reload());
  onPress("other", () => {
    forget(INVITATION);
    show("code");
  });
  window.addEventListener("hashchange", () => begin().catch(refuse));
  begin().catch(refuse);
} else {
  refuse(new Refusal("unfit"));
}

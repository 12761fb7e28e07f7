// The page on which a token arrives: from an address, from a file, or kept here before.
import "./shared.js";
import { tellChosen } from "./choosing.js";
import { inWords, today } from "./days.js";
import { fit } from "./fitness.js";
import { TOKEN, takeFragment } from "./fragment.js";
import { addressFor } from "./keeping/handing.js";
import { listen, offer } from "./keeping/offering.js";
import { heldTokens, hold } from "./keeping/tokens.js";
import * as vault from "./keeping/vault.js";
import { fetchManifest } from "./protocol/manifest.js";
import { check, digestOf, read } from "./protocol/token.js";
import { Refusal } from "./refusal.js";
import { Unreachable } from "./sending/exchange.js";
import { fill, leadToTrust, one, onPress, refuse, show } from "./views.js";

const language = document.documentElement.lang;

async function begin() {
  const text = takeFragment(TOKEN);
  if (text) {
    await open(read(text));
    return;
  }
  const tokens = await heldTokens();
  if (tokens.length === 1) {
    await open(tokens[0]);
  } else {
    list(tokens);
  }
}

async function open(token) {
  try {
    const manifest = await fetchManifest(token.survey, [digestOf(token)]);
    const group = await check(token, manifest);
    describe(await hold(token), group, manifest);
  } catch (error) {
    if (!(error instanceof Unreachable)) {
      throw error;
    }
    await hold(token); // It is checked when the net is back; until then nothing is lost.
    show("unreachable");
  }
}

function describe(token, group, manifest) {
  const early = today() < manifest.answers_open;
  leadToTrust(manifest.survey);
  fill({
    group: group.name,
    opens: inWords(manifest.answers_open),
    closes: inWords(manifest.closes),
  });
  for (const place of document.querySelectorAll("[data-when]")) {
    place.hidden = (place.dataset.when === "early") !== early;
  }
  one("[data-begin]").href = `/${language}/form/${manifest.survey}/${group.key_id}`;
  offer(addressFor(token, window.location.origin, language), async () => {
    await vault.remove(token.id);
    show("deleted");
  });
  show("found");
}

function list(tokens) {
  const row = one("[data-row]").content;
  const place = one("[data-kept]");
  place.replaceChildren();
  tokens.forEach((token, number) => {
    const line = row.cloneNode(true);
    one("[data-number]", line).textContent = `${token.survey} (${number + 1})`;
    one("button", line).addEventListener("click", () => open(token).catch(refuse));
    place.append(line);
  });
  one("[data-several]").hidden = tokens.length === 0;
  show("empty", { focus: false });
}

async function choose(event) {
  const [file] = event.target.files;
  if (file) {
    await open(read(await file.text()));
  }
}

if (fit()) {
  listen();
  tellChosen();
  onPress("reload", () => window.location.reload());
  one("[data-token-file]").addEventListener("change", (event) => choose(event).catch(refuse));
  window.addEventListener("hashchange", () => begin().catch(refuse));
  begin().catch(refuse);
} else {
  refuse(new Refusal("unfit"));
}

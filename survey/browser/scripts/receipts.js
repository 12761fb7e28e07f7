// Looks for a receipt in a downloaded bulletin, in this browser alone: once the page is
// loaded it needs no net.
import "./shared.js";
import { tellChosen } from "./choosing.js";
import { readBulletin, signature } from "./protocol/bulletin.js";
import { readManifest } from "./protocol/manifest.js";
import { demand, Refusal } from "./refusal.js";
import { each, one } from "./views.js";

const RECEIPT = /(^|[^0-9a-f])([0-9a-f]{64})(?![0-9a-f])/;

async function check() {
  one("[data-outcomes]").hidden = true;
  const receipt = receiptIn(one("#receipt").value);
  demand(receipt, "receipt");
  const documents = await Promise.all([...one("#files").files].map(read));
  const listed = documents.find(({ format }) => format === "shudarga/1/bulletin");
  demand(listed, "files");
  const bulletin = await readBulletin(listed.bytes);
  const trust = await trustIn(bulletin, documents);
  demand(trust !== "forged", "list-unsound");
  one("[data-number]").textContent = bulletin.leaves.length;
  tell(bulletin.leaves.includes(receipt) ? "found" : "missing", trust);
}

// With the manifest beside it, the signature of the list can be checked too.
async function trustIn(bulletin, documents) {
  const promised = documents.find(({ format }) => format === "shudarga/1/manifest");
  if (!promised) {
    return "unsigned";
  }
  const manifest = await readManifest(promised.bytes, bulletin.survey, [bulletin.manifest]);
  return signature(bulletin, manifest.board_key);
}

// Finds a receipt in what was pasted: in groups, alone, or in its whole file.
function receiptIn(given) {
  const text = given.toLowerCase();
  const found = RECEIPT.exec(text) || RECEIPT.exec(text.replace(/\s/g, ""));
  return found && found[2];
}

async function read(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  try {
    return { bytes, format: JSON.parse(new TextDecoder().decode(bytes)).format };
  } catch (error) {
    return { bytes, format: "" };
  }
}

function tell(outcome, trust) {
  for (const words of each("[data-outcome]")) {
    words.hidden = words.dataset.outcome !== outcome;
  }
  for (const words of each("[data-trust]")) {
    words.hidden = words.dataset.trust !== trust;
  }
  one("[data-counted]").hidden = !trust;
  const place = one("[data-outcomes]");
  place.hidden = false;
  place.tabIndex = -1;
  place.focus();
}

tellChosen();
one("[data-needs-script]").hidden = true;
one("[data-check]").hidden = false;
one("[data-check]").addEventListener("submit", (event) => {
  event.preventDefault();
  check().catch((error) => {
    const known = error instanceof Refusal && one(`[data-outcome="${error.word}"]`);
    tell(known ? error.word : "list-unsound", "");
  });
});

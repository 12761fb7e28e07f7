// The page on which staff make a device a kiosk: they choose a number that ends it.
import "./shared.js";
import { fit } from "./fitness.js";
import { opens, kiosk, switchOn } from "./kiosk/mode.js";
import { each, one, refuse } from "./views.js";
import { Refusal } from "./refusal.js";

const PIN = /^[0-9]{4,8}$/;
const form = one("[data-kiosk-setup]");
const [first, second] = each("input", form);

function tell(word) {
  for (const fault of each("[data-fault]")) {
    fault.hidden = fault.dataset.fault !== word;
  }
  const wrong = word === "unlike" ? second : first;
  for (const field of [first, second]) {
    field.toggleAttribute("aria-invalid", field === wrong);
  }
  wrong.focus();
}

async function begin() {
  if (!PIN.test(first.value)) {
    tell("short");
  } else if (first.value !== second.value) {
    tell("unlike");
  } else if (kiosk() && !(await opens(first.value))) {
    tell("running");
  } else {
    await switchOn(first.value);
    window.location.replace(form.dataset.kioskSetup);
  }
}

if (fit()) {
  form.hidden = false;
  one("[data-needs-script]").hidden = true;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    begin().catch(refuse);
  });
} else {
  refuse(new Refusal("unfit"));
}

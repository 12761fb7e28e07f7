// The choices of a person who holds a token: keep it as a file, show it as a QR code,
// or delete it here.
import { one, onPress } from "../views.js";
import { saveText } from "./saving.js";

const FILE = "shudarga-token.txt";
const offered = { address: "", remove: async () => {} };

export function offer(address, remove) {
  Object.assign(offered, { address, remove });
  one("[data-code-place]").replaceChildren();
  for (const hidden of ["[data-code-place]", "[data-delete]", "[data-saved]"]) {
    one(hidden).hidden = true;
  }
}

export function listen() {
  onPress("save", save);
  onPress("draw", draw);
  onPress("delete", () => {
    one("[data-delete]").hidden = false;
    one("[data-go='delete-surely']").focus();
  });
  onPress("delete-surely", () => offered.remove());
}

function save() {
  const words = one("[data-file-words]").content.textContent.trim().replace(/\s*\n\s*/g, "\r\n");
  saveText(`${words}\r\n\r\n${offered.address}\r\n`, FILE);
  one("[data-saved]").hidden = false;
}

async function draw() {
  const place = one("[data-code-place]");
  const { drawCode } = await import("./code_drawing.js"); // Few people need it.
  drawCode(offered.address, place, place.dataset.words);
  place.hidden = false;
  place.scrollIntoView({ block: "nearest" });
}

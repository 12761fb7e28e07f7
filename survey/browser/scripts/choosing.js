// Says beside the button which files were chosen.
import { each, one } from "./views.js";

export function tellChosen() {
  for (const field of each("[data-file]")) {
    const names = one("[data-file-names]", field.parentElement);
    field.addEventListener("change", () => {
      names.textContent = [...field.files].map(({ name }) => name).join(", ");
    });
  }
}

// What a page does beyond HTML. Everything works without it; it only helps.
import { Button } from "govuk-frontend/dist/govuk/components/button/button.mjs";
import { CharacterCount } from "govuk-frontend/dist/govuk/components/character-count/character-count.mjs";
import { ErrorSummary } from "govuk-frontend/dist/govuk/components/error-summary/error-summary.mjs";
import { SkipLink } from "govuk-frontend/dist/govuk/components/skip-link/skip-link.mjs";
import { createAll } from "govuk-frontend/dist/govuk/init.mjs";
import { leaveWithoutTrace } from "./leave.js";

leaveWithoutTrace(document, window);

document.body.classList.add("govuk-frontend-supported");
for (const Component of [Button, CharacterCount, ErrorSummary, SkipLink]) {
  createAll(Component);
}

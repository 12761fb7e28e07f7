// Leads through the steps of the form. What was answered so far is kept in this tab only,
// survives a reload and a change of the language, and is wiped when it was locked.
import { forget, recall, remember } from "../keeping/tab.js";
import { each, one, onPress, show } from "../views.js";
import { answersOf, itemsOf } from "./answers.js";
import { choose, chosenIn, fieldsOf, keepApart } from "./fields.js";
import { clear, faultsOf, tell, template } from "./faults.js";
import { after, before, partOf, stepsOf } from "./steps.js";
import { draw } from "./summary.js";

const CHECK = "check";
const TITLE = document.title.slice(document.title.lastIndexOf(" – "));

export class Form {
  // One that keeps nothing leaves no history and no draft: many people share the device.
  // Whoever is early has chosen something before this script was here.
  constructor(page, facts, name, { keeps = true, draft = recall(name), early = false } = {}) {
    this.page = page;
    this.facts = facts;
    this.items = itemsOf(facts);
    this.name = name;
    this.keeps = keeps;
    this.draft = draft || (early ? this.chosen() : {});
    this.early = early;
    this.checking = false;
    for (const item of this.items) {
      this.connect(item);
    }
    one("[data-coming]", page).hidden = true;
    onPress("next", () => this.leave((steps, number) => after(steps, number)), page);
    onPress("next-part", () => this.leave((steps, number) => after(steps, number)), page);
    onPress("back", () => this.back(), page);
    onPress("check", () => this.leave(() => null), page);
    window.addEventListener("popstate", ({ state }) => this.restore(state));
  }

  get answers() {
    return answersOf(this.items, this.draft);
  }

  get steps() {
    return stepsOf(this.items, this.answers);
  }

  chosen() {
    return Object.fromEntries(
      this.items.map((item) => [item.name, chosenIn(fieldsOf(item, this.page))]),
    );
  }

  begin({ anew = !this.keeps } = {}) {
    const [first] = this.steps;
    const known = !anew && this.restore(window.history.state, { focus: false });
    if (!known) {
      window.history.replaceState({ place: first.number }, "");
      this.showStep(first, { focus: false, still: this.early });
    }
  }

  forget() {
    this.draft = {};
    forget(this.name);
    for (const item of this.items) {
      choose(fieldsOf(item, this.page), []);
    }
  }

  // Leads to the first step that has a fault; says whether there was none.
  demandWhole() {
    for (const step of this.steps) {
      const faults = faultsOf(step, this.draft);
      if (faults.length) {
        this.goTo(step.number);
        this.tell(faults);
        return false;
      }
    }
    return true;
  }

  connect(item) {
    const fields = fieldsOf(item, this.page);
    choose(fields, this.draft[item.name] || []);
    for (const field of fields) {
      field.addEventListener("input", () => {
        keepApart(item, fields, field);
        this.draft[item.name] = chosenIn(fields);
        if (this.keeps) {
          remember(this.name, this.draft);
        }
      });
    }
  }

  leave(next) {
    const steps = this.steps;
    const step = steps.find(({ number }) => number === this.number);
    const faults = step ? faultsOf(step, this.draft) : [];
    if (faults.length) {
      this.tell(faults);
      return;
    }
    const found = next(steps, this.number);
    this.goTo(found ? found.number : CHECK);
  }

  back() {
    const number = this.number === CHECK ? Infinity : this.number;
    const found = before(this.steps, number);
    if (found) {
      this.goTo(found.number);
    }
  }

  goTo(place, { checking = false } = {}) {
    const note = this.keeps ? "pushState" : "replaceState";
    window.history[note]({ place, checking }, "");
    this.restore(window.history.state);
  }

  // Shows the place that the history of the tab names; says whether there is one.
  restore(state, options) {
    const place = state && state.place;
    const step = this.steps.find(({ number }) => number === place);
    this.checking = Boolean(state && state.checking);
    if (place === CHECK) {
      this.showCheck(options);
    } else if (step) {
      this.showStep(step, options);
    }
    return place === CHECK || Boolean(step);
  }

  showStep(step, { focus = true, still = false } = {}) {
    this.number = step.number;
    const steps = this.steps;
    clear(this.page);
    for (const section of each("[data-step]", this.page)) {
      section.hidden = section.dataset.step !== String(step.number);
    }
    for (const place of each("[data-item]", this.page)) {
      place.hidden = !step.items.some(({ name }) => name === place.dataset.item);
    }
    const { part, parts } = partOf(steps, step);
    const section = one(`[data-step="${step.number}"]`, this.page);
    one("[data-progress]", section).textContent = this.facts.texts.progress
      .replace("{part}", part)
      .replace("{parts}", parts);
    one('[data-go="back"]', this.page).hidden = !before(steps, step.number);
    one('[data-go="check"]', this.page).hidden = !this.checking;
    this.showWays(steps, step);
    show("questions", { focus: false });
    this.head(one("h1, h2", section), { focus, still });
  }

  // Where the part for everybody ends, sending comes first and going on second.
  showWays(steps, step) {
    const atEnd = !this.checking && step.number === this.facts.core_until;
    const questions = one('[data-view="questions"]', this.page);
    one('[data-go="next"]', questions).hidden = this.checking || atEnd;
    for (const way of each("[data-core-end]", questions)) {
      way.hidden = !atEnd || (way.dataset.coreEnd === "more" && !after(steps, step.number));
    }
    one("[data-progress]", one(`[data-step="${step.number}"]`, this.page)).hidden = step.number <= this.facts.core_until;
  }

  showCheck({ focus = true } = {}) {
    this.number = CHECK;
    draw(this.page, {
      steps: this.steps,
      answers: this.answers,
      titles: this.titles(),
      onChange: (number) => this.goTo(number, { checking: true }),
    });
    show("check", { focus: false });
    this.head(one('[data-view="check"] h1', this.page), { focus, still: false });
  }

  tell(faults) {
    tell(this.page, faults);
    const error = one(".govuk-visually-hidden", template(this.page, "error-message"));
    document.title = `${error.textContent} ${this.heading}${TITLE}`;
  }

  // Whoever reads already stays where they are.
  head(heading, { focus, still }) {
    this.heading = heading.textContent.trim();
    document.title = this.heading + TITLE;
    if (focus) {
      heading.tabIndex = -1;
      heading.focus();
    }
    if (!still) {
      window.scrollTo(0, 0);
    }
  }

  titles() {
    const sections = each("[data-step]", this.page);
    return Object.fromEntries(
      sections.map((section) => [
        section.dataset.section,
        [...section.querySelectorAll("h1, h2")].pop().textContent.trim(),
      ]),
    );
  }
}

// What a kiosk does beyond a form: it leaves no way out but the PIN, begins anew for each
// person, and sends locked answers while the next one already reads.
import "../shared.js";
import { deliver } from "../answering/sealed_answer.js";
import { remember } from "../keeping/tab.js";
import * as vault from "../keeping/vault.js";
import { each, fill, onPress, one, show } from "../views.js";
import { whenIdle } from "./idleness.js";
import { countOne, kiosk, opens, switchOff } from "./mode.js";

const PASSED_ON = "kiosk/draft";
const PAUSE = 1000;

export class Kiosk {
  constructor(page, form, facts) {
    Object.assign(this, { page, form, facts, sending: false, wrong: 0 });
    this.closeWaysOut();
    one("[data-kiosk]").hidden = false;
    onPress("fresh", () => this.begin());
    onPress("stay", () => this.ask(false));
    onPress("staff", () => this.showStaff());
    onPress("pin", () => this.check(opens, () => this.tellStaff()));
    onPress("end", () => this.end());
    const [leave, begun] = [() => this.begin(), () => this.hasBegun()];
    whenIdle({ ask: (asked) => this.ask(asked), begun, leave });
    // A page that the browser kept as it was shows what somebody chose.
    window.addEventListener("pageshow", ({ persisted }) => persisted && window.location.reload());
    this.sendWaiting();
  }

  hasBegun() {
    const asking = !one('[data-view="questions"]').hidden || !one('[data-view="check"]').hidden;
    return asking && Object.values(this.form.draft).some((chosen) => chosen.length > 0);
  }

  begin() {
    this.ask(false);
    this.closePin();
    this.form.forget();
    this.form.begin({ anew: true });
  }

  // The answer is locked: it is this device's to send, and its person may go.
  thank(kept) {
    countOne();
    fill({ leaf: kept.leaf.replace(/.{4}(?=.)/g, "$& ") });
    show("kiosk-thanks");
    this.sendWaiting();
  }

  async sendWaiting() {
    if (this.sending) {
      return;
    }
    this.sending = true;
    for (let next = await this.waiting(); next.length; next = await this.waiting()) {
      try {
        await deliver(next[0], { fresh: false, onWaiting: () => {} });
      } catch (error) {
        break; // It stays, and is tried again with the next answer.
      }
    }
    this.sending = false;
  }

  async waiting() {
    const { survey, key_id: keyId } = this.facts;
    const kept = await vault.all();
    return kept.filter((one) => one.byPoster && one.survey === survey && one.keyId === keyId);
  }

  ask(asked) {
    const dialog = one("[data-idle]");
    if (asked && !dialog.open) {
      dialog.showModal();
    } else if (!asked && dialog.open) {
      dialog.close();
    }
  }

  showStaff() {
    one("[data-staff-told]").hidden = true;
    one("[data-staff-wrong]").hidden = true;
    one("[data-staff-asked]").hidden = false;
    one("[data-staff]").showModal();
  }

  closePin() {
    one("#pin").value = "";
    if (one("[data-staff]").open) {
      one("[data-staff]").close();
    }
  }

  // Wrong numbers take longer and longer.
  async check(right, then) {
    const [field, fault] = [one("#pin"), one("[data-staff-wrong]")];
    fault.hidden = true;
    const good = await right(field.value);
    this.wrong = good ? 0 : this.wrong + 1;
    if (good) {
      await then();
      return;
    }
    field.value = "";
    await new Promise((resolve) => setTimeout(resolve, PAUSE * this.wrong));
    one("[data-staff-told]").hidden = true;
    one("[data-staff-asked]").hidden = false;
    fault.hidden = false;
    field.focus();
  }

  async tellStaff() {
    const waiting = await this.waiting();
    fill({ answers: kiosk().answers, waiting: waiting.length });
    one("[data-staff-asked]").hidden = true;
    one("[data-staff-told]").hidden = false;
  }

  end() {
    return this.check(switchOff, () => {
      this.form.forget();
      window.location.replace(this.facts.enter);
    });
  }

  // Links lead to other people's pages; languages keep what was chosen, and no history.
  closeWaysOut() {
    for (const link of document.querySelectorAll("a[href]")) {
      if (link.hreflang) {
        link.addEventListener("click", (event) => {
          event.preventDefault();
          remember(PASSED_ON, this.form.draft);
          window.location.replace(link.href);
        });
      } else if (!link.getAttribute("href").startsWith("#")) {
        link.removeAttribute("href");
        const only = link.closest("nav, main p"); // What does nothing is not shown.
        if (only) {
          only.hidden = true;
        }
      }
    }
    const leave = document.querySelector("[data-leave]");
    leave?.replaceWith(this.freshButton(leave.textContent));
    for (const place of each("[data-not-at-kiosk]")) {
      place.hidden = true;
    }
  }

  freshButton(words) {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "app-header__leave", textContent: words });
    button.addEventListener("click", () => this.begin());
    return button;
  }
}

// What the pages of the protocol have in common travels as one file, because a phone
// waits longer for many small files than for one.
import "./days.js";
import "./fitness.js";
import "./fragment.js";
import "./keeping/saving.js";
import "./keeping/tab.js";
import "./keeping/tokens.js";
import "./keeping/vault.js";
import "./protocol/bytes.js";
import "./protocol/canonical.js";
import "./protocol/digest.js";
import "./protocol/leaf.js";
import "./protocol/manifest.js";
import "./protocol/owner.js";
import "./protocol/promise.js";
import "./protocol/token.js";
import "./refusal.js";
import "./sending/exchange.js";
import "./sending/patience.js";
import "./views.js";

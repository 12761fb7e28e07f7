// Bundles the scripts of the pages. Of the number library inside blindrsa-ts (sjcl) only
// the parts that blind signatures need are taken, as its own build script would do it.
import { readFileSync } from "node:fs";
import { build } from "esbuild";

const SCRIPTS = "survey/browser/scripts";
// The way of an answer, from the code or the invitation to the form: its pages share most
// of what they load, in as few files as can be, because a phone waits for each.
const WAY = ["entering", "joining", "token", "form"];
// Each of these goes alone: every page loads the first, and few people need the others.
const ALONE = ["page", "receipts", "kiosk", "looking", "passkey", "foretelling", "unfit", "keeping/code_drawing"];
const PARTS = ["sjcl", "bitArray", "codecString", "codecHex", "codecBase64", "codecBytes", "bn"];

const numbers = {
  name: "numbers-only",
  setup({ onLoad }) {
    onLoad({ filter: /blindrsa-ts\/lib\/src\/sjcl\/index\.js$/ }, () => {
      const parts = PARTS.map((part) => readFileSync(`node_modules/sjcl/core/${part}.js`, "utf8"));
      return { contents: [...parts, "export default sjcl;"].join("\n") };
    });
  },
};

const shared = {
  outdir: "survey/browser/built",
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2018",
  charset: "utf8",
  logLevel: "warning",
  preserveSymlinks: true, // The bytes do not tell where a checkout lies.
  plugins: [numbers],
};
const script = (page) => `${SCRIPTS}/${page}.js`;

const drawing = "./code_drawing.js"; // Asked for by this name when somebody wants it.

for (const page of ALONE) {
  await build({ ...shared, entryPoints: [script(page)], entryNames: "[name]" });
}
await build({
  ...shared,
  entryPoints: WAY.map(script),
  splitting: true,
  chunkNames: "part-[hash]",
  external: [drawing],
});

// Bundles the scripts of the pages. Of the number library inside blindrsa-ts (sjcl) only
// the parts that blind signatures need are taken, as its own build script would do it.
import { readFileSync } from "node:fs";
import { build } from "esbuild";

const SCRIPTS = "survey/browser/scripts";
const FRAME = "page"; // Every page loads it, alone.
const PAGES = ["entering", "joining", "token", "form", "receipts", "looking", "kiosk", "passkey"];
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

await build({ ...shared, entryPoints: [script(FRAME)] });
await build({
  ...shared,
  entryPoints: PAGES.map(script),
  splitting: true,
  chunkNames: "part-[hash]",
});

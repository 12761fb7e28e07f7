// Bundles the scripts of the pages. Of the number library inside blindrsa-ts (sjcl) only
// the parts that blind signatures need are taken, as its own build script would do it.
import { readFileSync } from "node:fs";
import { build } from "esbuild";

const SCRIPTS = "survey/browser/scripts";
const PAGES = ["page", "entering", "joining", "token", "form", "receipts"];
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

await build({
  entryPoints: PAGES.map((page) => `${SCRIPTS}/${page}.js`),
  outdir: "survey/browser/built",
  bundle: true,
  splitting: true,
  minify: true,
  format: "esm",
  target: "es2018",
  charset: "utf8",
  chunkNames: "part-[hash]",
  logLevel: "warning",
  plugins: [numbers],
});

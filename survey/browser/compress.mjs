// Lays beside each built file what a browser that knows brotli gets instead: the same
// bytes, an eighth lighter than with gzip. It is done once here, because it takes long.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { brotliCompressSync, constants } from "node:zlib";

const BUILT = "survey/browser/built";
const HARDEST = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };

for (const name of readdirSync(BUILT).filter((name) => /\.(css|js)$/.test(name))) {
  const content = readFileSync(`${BUILT}/${name}`);
  writeFileSync(`${BUILT}/${name}.br`, brotliCompressSync(content, { params: HARDEST }));
}

// Draws a text as a QR code, here in the page: no server sees what it holds.
import { encode } from "uqr";

const SVG = "http://www.w3.org/2000/svg";
const BORDER = 4;

export function drawCode(text, place, words) {
  const { data, size } = encode(text, { ecc: "L", border: BORDER });
  const squares = data.flatMap((row, y) =>
    row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : "")),
  );
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `0 0 ${size} ${size}`);
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", words);
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", squares.join(""));
  svg.append(path);
  place.replaceChildren(svg);
}

// Canonical JSON (RFC 8785) of plain values: names sorted by UTF-16 units, no spaces.
// Numbers and strings are written by JSON.stringify, as the RFC demands.
export function canonical(value) {
  if (Array.isArray(value)) {
    return `[${value.map(canonical).join(",")}]`;
  }
  if (value !== null && typeof value === "object") {
    const pairs = Object.keys(value)
      .sort()
      .map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`);
    return `{${pairs.join(",")}}`;
  }
  return JSON.stringify(value);
}

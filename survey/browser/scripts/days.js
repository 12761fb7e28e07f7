// Days as the page's language writes them, where the browser knows it; else as ISO 8601.
export function inWords(day) {
  const language = document.documentElement.lang;
  if (!Intl.DateTimeFormat.supportedLocalesOf(language).length) {
    return day;
  }
  const [year, month, date] = day.split("-").map(Number);
  const noon = new Date(year, month - 1, date, 12);
  const style = { year: "numeric", month: "long", day: "numeric" };
  return new Intl.DateTimeFormat(language, style).format(noon);
}

export function today() {
  const now = new Date();
  const two = (number) => String(number).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

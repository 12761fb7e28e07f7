// Days as the page's language writes them: Mongolian as an official letter would, whatever
// the browser knows of it; another language where the browser knows it, else as ISO 8601.
export function inWords(day) {
  const language = document.documentElement.lang;
  const [year, month, date] = day.split("-").map(Number);
  if (language === "mn") {
    const order = [1, 4, 9, 11].includes(month) ? "дүгээр" : "дугаар";
    const ending = [1, 4, 9].includes(date % 10) ? "ний" : "ны";
    return `${year} оны ${month} ${order} сарын ${date}-${ending} өдөр`;
  }
  if (!Intl.DateTimeFormat.supportedLocalesOf(language).length) {
    return day;
  }
  const noon = new Date(year, month - 1, date, 12);
  const style = { year: "numeric", month: "long", day: "numeric" };
  return new Intl.DateTimeFormat(language, style).format(noon);
}

const AHEAD_OF_UTC = 8 * 60 * 60 * 1000; // In Ulaanbaatar, all the year.

// The day in the district, wherever the phone thinks that it is.
export const today = () => new Date(Date.now() + AHEAD_OF_UTC).toISOString().slice(0, 10);

// Times of the business clock in words, in the zone of the world ("" is the browser's).

const formats = new Map();

function format(lang, zone, options) {
  const name = lang + zone + JSON.stringify(options);
  if (!formats.has(name)) {
    const locale = lang === "zh" ? "zh-CN" : "en-GB";
    formats.set(name, new Intl.DateTimeFormat(locale, { ...options, timeZone: zone || undefined }));
  }
  return formats.get(name);
}

export function hour(date, lang, zone) {
  return format(lang, zone, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(date * 1000);
}

export function day(date, lang, zone) {
  return format(lang, zone, { month: "long", day: "numeric", weekday: "short" }).format(date * 1000);
}

// A number that differs between two dates of different days.
export function dayNumber(date, zone) {
  return format("en", zone, { year: "numeric", month: "numeric", day: "numeric" }).format(date * 1000);
}

// The hour today, the date before.
export function short(date, now, lang, zone) {
  if (dayNumber(date, zone) === dayNumber(now, zone)) return hour(date, lang, zone);
  return format(lang, zone, { month: "numeric", day: "numeric" }).format(date * 1000);
}

export function duration(seconds) {
  const whole = Math.max(0, Math.round(seconds || 0));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

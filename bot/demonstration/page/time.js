// The business clock in the browser, and spans of it in words.
import { useEffect, useState } from "/page/vendor/preact.js";

// The estate's time now, in seconds; ticks once a second.
export function useNow(view) {
  const [, tick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => tick((n) => n + 1), 1000);
    return () => clearInterval(timer);
  }, []);
  return Date.now() / 1000 + view.clock.ahead;
}

export function span(t, seconds) {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return t("seconds", { n: whole });
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return t("minutes", { n: minutes });
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${t("hours", { n: hours })}${minutes % 60 ? ` ${t("minutes", { n: minutes % 60 })}` : ""}`;
  return t("day", { n: Math.floor(hours / 24) });
}

export function until(t, at, now) {
  return at - now <= 0.5 ? t("soon") : t("in_time", { time: span(t, at - now) });
}

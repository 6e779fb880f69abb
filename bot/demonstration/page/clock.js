// The estate's clock, the buttons that move it, today's figures, and the story.
import { html } from "/page/vendor/preact.js";
import { until, useNow } from "./time.js";

export function Clock({ t, view, language, tell, say }) {
  const now = useNow(view);
  const { next, zone } = view.clock;
  const locale = language === "zh" ? "zh-CN" : "en-GB";
  const shown = new Date(now * 1000);
  const date = shown.toLocaleDateString(locale, { timeZone: zone, month: "long", day: "numeric", weekday: "short" });
  const time = shown.toLocaleTimeString(locale, { timeZone: zone, hour12: false });
  const move = async (args) => {
    const result = await tell("clock", args);
    if (result) say?.(result.said);
  };
  return html`
    <section class="fd-section fd-clock" aria-label=${t("clock")}>
      <div class="fd-time"><strong>${time}</strong> <span class="fd-quiet">${date}</span></div>
      <div class="fd-buttons">
        <button type="button" class="button small" onClick=${() => move({ by_s: 60 })}>${t("minute")}</button>
        <button type="button" class="button small" onClick=${() => move({ by_s: 3600 })}>${t("hour")}</button>
        <button type="button" class="button small" onClick=${() => move({ to: "tomorrow" })}>${t("tomorrow")}</button>
        <button type="button" class="button small" disabled=${!next} onClick=${() => move({ to: "next" })}>
          ${t("next")}
        </button>
      </div>
      <p class="fd-quiet">
        ${next ? html`${t("next_is", { what: next.words })} · ${until(t, next.at, now)}` : t("next_none")}
      </p>
      <ul class="fd-figures">
        ${view.figures.map(
          (one) => html`<li class=${one.bad ? "fd-bad" : ""}><strong>${one.n}</strong> ${one.name}</li>`,
        )}
      </ul>
      <${Story} t=${t} story=${view.story} tell=${tell} />
    </section>`;
}

function Story({ t, story, tell }) {
  const button = (label, args) => html`
    <button type="button" class="button small" onClick=${() => tell("story", args)}>${label}</button>`;
  return html`
    <div class="fd-story">
      ${story.playing
        ? button(`■ ${t("story_stop")}`, { act: "stop" })
        : [
            button(`▶ ${t("story_first")}`, { act: "play", story: "first" }),
            button(`▶ ${t("story_day")}`, { act: "play", story: "day" }),
            button(`▶ ${t("story_night")}`, { act: "play", story: "night" }),
            button(`▶ ${t("story_complaint")}`, { act: "play", story: "complaint" }),
          ]}
      ${story.playing && story.n > 0 && html`<span class="fd-quiet">${t("story_step", { n: story.n, of: story.of })}</span>`}
      ${story.words && html`<p class="fd-told" role="status">${story.words}</p>`}
    </div>`;
}

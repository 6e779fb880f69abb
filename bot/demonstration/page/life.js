// The life of a ticket: its steps, its deadlines, what waits, what was done, and what is not delivered.
import { html } from "/page/vendor/preact.js";
import { span, until, useNow } from "./time.js";

export function Life({ t, view, choose }) {
  const now = useNow(view);
  const { life, tickets, waiting, unsent, inbox } = view;
  const delayed = [...(life?.unsent ?? []), ...unsent.filter((one) => !life?.unsent.some((other) => same(one, other)))];
  const happening = [...(life?.waiting ?? []), ...waiting].sort((a, b) => a.at - b.at);
  return html`
    <section class="fd-section" aria-label=${t("life")}>
      <h3>${t("life")}</h3>
      ${!life && html`<p class="fd-quiet">${t("no_ticket")}</p>`}
      ${tickets.length > 1 && html`
        <label class="fd-choice">
          <span class="fd-quiet">${t("tickets")}</span>
          <select class="field" value=${life?.id} onChange=${(event) => choose(Number(event.target.value))}>
            ${tickets.map((one) => html`
              <option value=${one.id} selected=${one.id === life?.id}>${one.number} · ${one.step} · ${one.words}</option>`)}
          </select>
        </label>`}
      ${life && html`<${Ticket} t=${t} life=${life} now=${now} />`}
      ${happening.length > 0 && html`
        <h4>${t("waiting")}</h4>
        <ul class="fd-list">
          ${happening.map((one) => html`
            <li><time>${one.when}</time> ${one.words} <span class="fd-quiet">${until(t, one.at, now)}</span></li>`)}
        </ul>`}
      ${(delayed.length > 0 || inbox) && html`
        <h4>${t("unsent")}</h4>
        <ul class="fd-list fd-unsent">
          ${inbox && html`<li class="fd-stuck">${inbox}</li>`}
          ${delayed.map((one) => html`
            <li class=${one.stuck ? "fd-stuck" : ""}>
              ${t("to", { who: one.to })}: “${one.words}”
              <div class="fd-quiet">${one.reason}${one.again ? ` · ${until(t, one.again, now)}` : ""}</div>
            </li>`)}
        </ul>`}
      ${life && html`
        <h4>${t("journal")}</h4>
        <ol class="fd-list">
          ${life.journal.map((one) => html`<li><time>${one.when}</time> ${one.words}</li>`)}
        </ol>`}
    </section>`;
}

const same = (one, other) => one.to === other.to && one.words === other.words;

function Ticket({ t, life, now }) {
  return html`
    <div class="fd-ticket">
      <p class="fd-summary"><strong>${life.number}</strong> ${life.summary}</p>
      <p class="fd-quiet">
        ${t("reported_by", { name: life.reporter })}${life.home && ` · ${t("home")} ${life.home}`} · ${t("in_group", { group: life.group })}
      </p>
      ${life.reopened > 0 && html`<p class="fd-reopened">↻ ${t("reopened", { n: life.reopened })}</p>`}
      <ol class="fd-track">
        ${life.steps.map((step) => html`
          <li class=${`fd-${step.state}`} aria-current=${step.state === "now" ? "step" : null}>
            <span class="fd-step">${step.name}</span>
            ${step.at && html`<span class="fd-quiet">${step.when}${step.who && ` · ${step.who}`}</span>`}
          </li>`)}
      </ol>
      <ul class="fd-dues">${life.dues.map((due) => html`<${Due} t=${t} due=${due} now=${now} />`)}</ul>
    </div>`;
}

function Due({ t, due, now }) {
  const left = due.at - (due.met ?? now);
  const state = due.met ? (left >= 0 ? t("kept") : t("kept_late")) : left >= 0 ? t("left", { time: span(t, left) }) : t("late", { time: span(t, -left) });
  return html`<li class=${left < 0 ? "fd-bad" : ""}>${due.name} ${due.when} · ${state}</li>`;
}

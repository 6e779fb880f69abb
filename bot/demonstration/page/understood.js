// What the desk understood of a message, the words that decided marked in it.
import { html } from "/page/vendor/preact.js";

export function Understood({ t, view, choose }) {
  const { understood, written, message, person } = view;
  const nothing = person.owner ? t("nothing_written", { name: person.name }) : t("nothing_chosen");
  return html`
    <section class="fd-section" aria-label=${t("understood")}>
      <h3>${t("understood")}</h3>
      ${!understood && html`<p class="fd-quiet">${nothing}</p>`}
      ${understood && html`
        <blockquote class="fd-words">
          ${understood.pieces.map((piece) => (piece.marked ? html`<mark>${piece.text}</mark>` : piece.text))}
        </blockquote>
        ${understood.note && html`<p>${understood.note}</p>`}
        ${understood.matters.map(
          (matter, n) => html`<${Matter} t=${t} matter=${matter} n=${n + 1} of=${understood.matters.length} />`,
        )}
        ${understood.steps.length > 0 && html`<${Steps} t=${t} understood=${understood} />`}`}
      ${written.length > 1 && html`
        <div class="fd-earlier" role="group" aria-label=${t("earlier")}>
          <span class="fd-quiet">${t("earlier")}</span>
          ${written.map((one) => html`
            <button
              type="button"
              class="chip"
              aria-pressed=${one.id === message}
              onClick=${() => choose(one.id)}
            >${one.words}</button>`)}
        </div>`}
    </section>`;
}

function Matter({ t, matter, n, of }) {
  const percent = Math.min(99, Math.round(matter.confidence * 100)); // nobody is ever quite certain
  return html`
    <div class=${`fd-matter ${matter.alarm ? "fd-alarm" : ""}`}>
      <p class="fd-summary">
        ${of > 1 ? t("matter", { n }) : t("heard")}: <strong>${matter.summary}</strong>
      </p>
      <div class="fd-sure">
        <span>${t("sure")}</span>
        <span class="fd-bar" role="img" aria-label=${`${percent} %`}><i style=${`width:${percent}%`}></i></span>
        <span>${matter.certainty} · ${percent} %</span>
      </div>
      <dl class="fd-facts">
        ${matter.facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}
        <div>
          <dt>${t("because")}</dt>
          <dd>${matter.because.length ? matter.because.map((word) => html`<span class="fd-word">${word}</span> `) : t("no_evidence")}</dd>
        </div>
        <div><dt>${t("then")}</dt><dd>${matter.then}</dd></div>
      </dl>
    </div>`;
}

// The same as `frontdesk classify --explain`, for who wants to know exactly.
function Steps({ t, understood }) {
  return html`
    <details class="fd-steps">
      <summary>${t("steps")}</summary>
      <p>${t("steps_danger", { score: signed(understood.danger) })}</p>
      ${understood.scope.length > 0 && html`
        <p>${t("steps_scope")}: ${understood.scope.map((words) => html`<span class="fd-word">${words}</span> `)}</p>`}
      ${understood.steps.map((part) => html`
        <div class="fd-matter">
          ${understood.steps.length > 1 && html`<p class="fd-quiet">${part.words}</p>`}
          <ul class="fd-list">
            ${part.marks.map((mark) => html`
              <li>
                <span class="fd-word">${mark.words}</span> ${signed(mark.weight)} <code>${mark.where}</code>
                ${mark.decides && html` · ${t("steps_decides")}`}
              </li>`)}
            ${part.marks.length === 0 && html`<li class="fd-quiet">${t("steps_no_marks")}</li>`}
          </ul>
          <p>${t("steps_kinds")}: ${scores(part.kinds)}</p>
          <p>${t("steps_categories")}: ${scores(part.categories)}</p>
        </div>`)}
    </details>`;
}

const signed = (number) => `${number < 0 ? "−" : "+"}${Math.abs(number).toFixed(2)}`;
const scores = (ranked) => ranked.map(([name, score]) => `${name} ${signed(score)}`).join(" · ");

// "What if …": faults of the network and of Telegram, and what people do to chats, on purpose.
import { html, useState } from "./vendor/preact.js";
import { useSpeaking } from "./speak.js";
import { nameOf, titleOf } from "./world.js";

const KINDS = [
  { kind: "lose_answer" },
  { kind: "slow_down", retry_after: 5 },
  { kind: "drop" },
  { kind: "bad_gateway" },
  { kind: "delay", delay_s: 4 },
];
const METHODS = ["sendMessage", "editMessageText", "answerCallbackQuery", "getUpdates", ""];

export function Faults({ world, person, chat }) {
  const { t, act, say } = useSpeaking();
  const [method, setMethod] = useState(METHODS[0]);
  const [times, setTimes] = useState(1);
  const attempt = (name, args) => act(name, args).catch((error) => say(error.message));
  return html`<div class="what-if">
    <p class="note">${t("whatIfNote")}</p>
    <div class="what-if-choice">
      <label>${t("theNext")}
        <select class="field" value=${times} onChange=${(event) => setTimes(Number(event.target.value))}>
          ${[1, 3, 10].map((n) => html`<option key=${n} value=${n}>${t(n === 1 ? "callOne" : "callsN", { n })}</option>`)}
        </select>
      </label>
      <label>${t("ofMethod")}
        <select class="field" value=${method} onChange=${(event) => setMethod(event.target.value)}>
          ${METHODS.map((one) => html`<option key=${one} value=${one}>${one || t("anyMethod")}</option>`)}
        </select>
      </label>
    </div>
    ${KINDS.map((one) => html`<button type="button" class="choice" key=${one.kind} onClick=${() => attempt("fault", { ...one, method, times })}>
      <b>${t(`f_${one.kind}`)}</b><span>${t(`f_${one.kind}_what`)}</span>
    </button>`)}
    <${Waiting} faults=${world.faults} onClear=${() => attempt("clear_faults")} />
    <${Here} world=${world} person=${person} chat=${world.chats[chat]} attempt=${attempt} />
  </div>`;
}

function Waiting({ faults, onClear }) {
  const { t } = useSpeaking();
  if (!faults.length) return html`<p class="note" role="status">${t("noFaults")}</p>`;
  return html`<div class="waiting-faults" role="status">
    <b>${t("waitingFaults")}</b>
    <ul>${faults.map((one, n) => html`<li key=${n}><span class="chip">${t(`f_${one.kind}`, {}) || one.kind}</span>
      ${METHODS.find((known) => known.toLowerCase() === one.method) || one.method || t("anyMethod")} ${one.times > 0 ? `× ${one.times}` : ""}</li>`)}</ul>
    <button type="button" class="button small danger" onClick=${onClear}>${t("clearAll")}</button>
  </div>`;
}

// What the phone in front can do to the chat that is open there.
function Here({ world, person, chat, attempt }) {
  const { t } = useSpeaking();
  const bots = Object.values(world.bots);
  const who = world.people[person];
  const blockable = bots.filter((bot) => world.chats[`${person}:${bot.id}`]?.started);
  return html`<div class="what-if-here">
    ${who && blockable.map((bot) => {
      const { blocked } = world.chats[`${person}:${bot.id}`];
      return html`<button type="button" class="choice" key=${bot.id} onClick=${() => attempt(blocked ? "unblock" : "block", { person, bot: bot.id })}>
        <b>${t(blocked ? "unblocks" : "blocks", { who: nameOf(who), bot: nameOf(bot) })}</b><span>${t("blocksWhat")}</span>
      </button>`;
    })}
    ${chat?.kind === "group" && !chat.moved_to && html`<button type="button" class="choice" onClick=${() => attempt("upgrade", { chat: chat.id })}>
      <b>${t("upgrade", { title: titleOf(world, chat) })}</b><span>${t("upgradeWhat")}</span>
    </button>`}
  </div>`;
}

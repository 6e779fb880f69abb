// The buttons a bot puts under a message, and its keyboard in place of the letters.
import { html } from "./vendor/preact.js";
import { Icon } from "./icons.js";
import { useSpeaking } from "./speak.js";

// `waiting` is the data of a pressed button that is not answered yet.
export function Inline({ rows, waiting, onPress }) {
  return html`<div class="inline" role="group">
    ${rows.map((row, n) => html`<div class="inline-row" key=${n}>
      ${row.map((button, k) => html`<${InlineButton} key=${k} button=${button} waiting=${waiting} onPress=${onPress} />`)}
    </div>`)}
  </div>`;
}

function InlineButton({ button, waiting, onPress }) {
  const { t, say } = useSpeaking();
  if (button.url) {
    return html`<a class="inline-button" href=${button.url} target="_blank" rel="noopener noreferrer">
      ${button.text}<${Icon} name="external" />
    </a>`;
  }
  const waits = waiting !== undefined && waiting === button.callback_data;
  const press = async () => {
    if (button.callback_data !== undefined) onPress(button.callback_data);
    else if (button.copy_text) {
      await navigator.clipboard?.writeText(button.copy_text.text);
      say(t("copied"));
    } else say(t("notHere"));
  };
  return html`<button type="button" class="inline-button ${waits ? "waits" : ""}" aria-busy=${waits} onClick=${press}>
    ${button.text}
  </button>`;
}

// The newest keyboard that a bot showed in a chat and did not take away, if it is for everybody or for `person`.
export function keyboardOf(messages, person) {
  let wrote = false;
  for (let n = messages.length - 1; n >= 0; n -= 1) {
    const { markup, sender } = messages[n];
    wrote ||= sender === person?.id;
    if (markup && isFor(markup, messages[n], messages, person)) {
      if (markup.remove_keyboard) return null;
      if (markup.keyboard) return markup.one_time_keyboard && wrote ? null : markup;
    }
  }
  return null;
}

// A selective keyboard or question is for those who are named in the text or replied to.
export function isFor(markup, message, messages, person) {
  if (!markup.selective) return true;
  const named = message.entities.some((one) => one.type === "text_mention" && one.user?.id === person.id);
  const called = person.username && message.text.includes(`@${person.username}`);
  const answered = messages.find((one) => one.id === message.reply_to)?.sender === person.id;
  return Boolean(named || called || answered);
}

export function Keyboard({ markup, hands }) {
  const press = (button) => {
    if (button.request_contact) hands.contact();
    else if (button.request_location) hands.location();
    else hands.write(button.text);
  };
  return html`<div class="keyboard" role="group">
    ${markup.keyboard.map((row, n) => html`<div class="inline-row" key=${n}>
      ${row.map((button) => html`<button type="button" class="button" onClick=${() => press(button)}>${button.text}</button>`)}
    </div>`)}
  </div>`;
}

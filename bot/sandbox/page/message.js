// One message, or the pictures of one album, with everything that hangs on it.
import { html } from "./vendor/preact.js";
import { Avatar, hueOf } from "./avatar.js";
import { Inline } from "./buttons.js";
import { Icon } from "./icons.js";
import { Album, Media } from "./media.js";
import { memo, shallow } from "./memo.js";
import { line, told } from "./service.js";
import { useSpeaking } from "./speak.js";
import { styled } from "./text.js";
import { hour } from "./time.js";
import { nameOf } from "./world.js";

export const Message = memo(draw, (a, b) =>
  sameList(a.messages, b.messages) && shallow({ ...a, messages: 0 }, { ...b, messages: 0 }));

function sameList(a, b) {
  return a.length === b.length && a.every((one, n) => one === b[n]);
}

// `messages` is one message or an album; `quoted` the message replied to; `waiting` the data of a pressed button.
// Tab reaches the menu of the newest message only; from there arrows go to the others (see history.js).
function draw({ messages, sender, mine, named, last, quoted, quotedSender, waiting, hands, zone, newest }) {
  const { t, lang } = useSpeaking();
  const message = messages[0];
  const worded = messages.find((one) => one.text) ?? message;
  const { media } = message;
  const bare = media?.kind === "sticker";
  const edited = messages.some((one) => one.edit_date);
  const rows = message.markup?.inline_keyboard;
  const menu = (event) => hands.menu(event, message);
  return html`<div class="row ${mine ? "mine" : ""} ${last ? "last" : ""}" data-ids=${messages.map((one) => one.id).join(" ")}>
    ${!mine && named !== null && html`<div class="face">${last && html`<${Avatar} id=${sender?.id} name=${nameOf(sender)} />`}</div>`}
    <div class="stack">
      <div class="bubble ${bare ? "bare" : ""} ${media ? `has-${media.kind}` : ""}" ...${touch(menu)}>
        ${named && html`<div class="sender" style="--hue:${hueOf(sender?.id)}">${nameOf(sender)}</div>`}
        ${message.forwarded && html`<div class="forwarded">${t("forwardedFrom", { who: message.forwarded })}</div>`}
        ${message.reply_to && html`<${Quote} message=${quoted} sender=${quotedSender} onJump=${() => hands.jump(message.reply_to)} />`}
        ${media && (messages.length > 1
          ? html`<${Album} messages=${messages} onOpen=${hands.show} />`
          : html`<${Media} message=${message} onOpen=${hands.show} />`)}
        ${worded.text && html`<div class="words ${edited ? "with-mark" : ""}">${styled(worded.text, worded.entities, hands)}</div>`}
        <div class="meta">
          ${edited && html`<span class="edited">${t("edited")}</span>`}
          <time>${hour(message.date, lang, zone)}</time>
        </div>
      </div>
      <${Reactions} reactions=${message.reactions} />
      ${rows && html`<${Inline} rows=${rows} waiting=${waiting} onPress=${(data) => hands.press(message, data)} />`}
    </div>
    <button type="button" class="dots" tabindex=${newest ? 0 : -1} aria-label=${t("messageMenu")} aria-haspopup="menu" onClick=${menu}><${Icon} name="more" /></button>
  </div>`;
}

function Quote({ message, sender, onJump }) {
  const { t } = useSpeaking();
  return html`<button type="button" class="quote" style="--hue:${hueOf(sender?.id)}" disabled=${!message} onClick=${onJump}>
    ${sender && html`<b>${nameOf(sender)}</b>`}<span>${line(message, sender, t)}</span>
  </button>`;
}

function Reactions({ reactions }) {
  const counts = {};
  for (const emoji of Object.values(reactions)) counts[emoji] = (counts[emoji] ?? 0) + 1;
  const all = Object.entries(counts);
  if (!all.length) return null;
  return html`<div class="reactions">
    ${all.map(([emoji, n]) => html`<span key=${emoji} class="reaction">${emoji}${n > 1 ? ` ${n}` : ""}</span>`)}
  </div>`;
}

const LONG_PRESS_MS = 450;

// Right click or a long press opens the menu.
function touch(menu) {
  let timer;
  let opened = false;
  const stop = (event) => {
    clearTimeout(timer);
    // The finger that opened the menu must not close it again as it leaves.
    if (opened) event.preventDefault();
  };
  return {
    onContextMenu: (event) => {
      if (event.target.closest("a")) return;
      event.preventDefault();
      menu(event);
    },
    onTouchStart: (event) => {
      const at = event.touches[0];
      opened = false;
      timer = setTimeout(() => {
        opened = true;
        menu({ clientX: at.clientX, clientY: at.clientY });
      }, LONG_PRESS_MS);
    },
    onTouchEnd: stop,
    onTouchMove: stop,
  };
}

export const Service = memo(function Service({ message, sender, hands }) {
  const { t } = useSpeaking();
  const words = told(message.service, sender, t);
  const pinned = message.service.pinned_message?.message_id;
  return html`<div class="service" data-ids=${message.id}>
    ${pinned ? html`<button type="button" onClick=${() => hands.jump(pinned)}>${words}</button>` : html`<span>${words}</span>`}
  </div>`;
});

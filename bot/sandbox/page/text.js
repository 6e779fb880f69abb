// Words with their entities, as elements; nothing a person wrote ever becomes markup.
import { html, useState } from "./vendor/preact.js";

const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]);
const SAFE = /^(https?|tel|mailto|tg):/i;

// Return the text with its entities as elements. `hands` may have command(text) and start(bot, payload).
export function styled(text, entities, hands = {}) {
  const sorted = [...(entities ?? [])].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return pieces(text, 0, text.length, sorted, hands);
}

function pieces(text, from, to, entities, hands) {
  const out = [];
  let at = from;
  const skipBreak = () => { if (text[at] === "\n") at += 1; }; // a block ends its line by itself
  for (let i = 0; i < entities.length; i += 1) {
    const entity = entities[i];
    const end = Math.min(entity.offset + entity.length, to);
    if (entity.offset < at || end <= entity.offset) continue;
    if (entity.offset > at) out.push(text.slice(at, entity.offset));
    const inside = entities.slice(i + 1).filter((one) => one.offset + one.length <= end);
    out.push(element(entity, text.slice(entity.offset, end), pieces(text, entity.offset, end, inside, hands), hands));
    at = end;
    if (BLOCKS.has(entity.type)) skipBreak();
  }
  if (at < to) out.push(text.slice(at, to));
  return out;
}

function element(entity, words, inside, hands) {
  switch (entity.type) {
    case "bold":
      return html`<b>${inside}</b>`;
    case "italic":
      return html`<i>${inside}</i>`;
    case "underline":
      return html`<u>${inside}</u>`;
    case "strikethrough":
      return html`<s>${inside}</s>`;
    case "code":
      return html`<code>${inside}</code>`;
    case "pre":
      return html`<pre>${inside}</pre>`;
    case "blockquote":
    case "expandable_blockquote":
      return html`<blockquote>${inside}</blockquote>`;
    case "spoiler":
      return html`<${Spoiler}>${inside}<//>`;
    case "text_link":
      return link(entity.url, inside, hands);
    case "url":
      return link(/^\w+:\/\//.test(words) ? words : `http://${words}`, inside, hands);
    case "email":
      return link(`mailto:${words}`, inside, hands);
    case "phone_number":
      return link(`tel:${words.replace(/[^+\d]/g, "")}`, inside, hands);
    case "bot_command":
      return hands.command
        ? html`<button type="button" class="link" onClick=${() => hands.command(words)}>${inside}</button>`
        : html`<span class="mention">${inside}</span>`;
    case "mention":
    case "text_mention":
    case "hashtag":
    case "cashtag":
      return html`<span class="mention">${inside}</span>`;
    default:
      return inside;
  }
}

function link(address, inside, hands) {
  if (!SAFE.test(address)) return inside;
  const deep = /^https?:\/\/t\.me\/(\w+)\?start=([\w-]{1,64})$/.exec(address);
  if (deep && hands.start?.(deep[1])) {
    return html`<button type="button" class="link" onClick=${() => hands.start(deep[1])(deep[2])}>${inside}</button>`;
  }
  return html`<a href=${address} target="_blank" rel="noopener noreferrer">${inside}</a>`;
}

function Spoiler({ children }) {
  const [open, setOpen] = useState(false);
  if (open) return html`<span class="spoiler open">${children}</span>`;
  return html`<button type="button" class="spoiler" aria-expanded="false" onClick=${() => setOpen(true)}>
    <span>${children}</span>
  </button>`;
}

// The chats of a person, the newest first.
import { html } from "./vendor/preact.js";
import { Avatar } from "./avatar.js";
import { kept } from "./keep.js";
import { line } from "./service.js";
import { useSpeaking } from "./speak.js";
import { short } from "./time.js";
import { accountOf, chatsOf, clock, titleOf } from "./world.js";

export function seenName(person, key) {
  return `seen.${person}.${key}`;
}

// How many messages of others came since the person last looked.
export function unreadIn(chat, person) {
  const seen = kept(seenName(person, chat.key), 0);
  return chat.messages.filter((one) => one.id > seen && one.sender !== person && !one.service).length;
}

export function ChatList({ world, person, onOpen }) {
  const { t } = useSpeaking();
  const chats = chatsOf(world, person).filter((chat) => !chat.moved_to);
  chats.sort((a, b) => (b.messages.at(-1)?.date ?? 0) - (a.messages.at(-1)?.date ?? 0));
  return html`<nav class="chat-list" aria-label=${t("chats")}>
    ${chats.map((chat) => html`<${Entry} key=${chat.key} world=${world} chat=${chat} person=${person} onOpen=${onOpen} />`)}
    ${!chats.length && html`<p class="empty">${t("noChats")}</p>`}
  </nav>`;
}

function Entry({ world, chat, person, onOpen }) {
  const { t, lang } = useSpeaking();
  const title = titleOf(world, chat);
  const last = chat.messages.at(-1);
  const unread = unreadIn(chat, person);
  const words = last ? line(last, accountOf(world, last.sender), t) : t("nothingYet");
  return html`<button type="button" class="entry" onClick=${() => onOpen(chat.key)}>
    <${Avatar} id=${chat.bot ?? chat.id} name=${title} square=${chat.kind !== "private"} size="large" />
    <span class="entry-words">
      <span class="entry-top"><b>${title}</b>${last && html`<time>${short(last.date, clock(world), lang, world.zone)}</time>`}</span>
      <span class="entry-line">${words}</span>
    </span>
    ${unread > 0 && html`<span class="badge" aria-label=${t("unreadN", { n: unread })}>${unread > 99 ? "99+" : unread}</span>`}
  </button>`;
}

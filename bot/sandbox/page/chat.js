// An open chat on somebody's phone.
import { html, useEffect, useMemo, useRef, useState } from "./vendor/preact.js";
import { Avatar } from "./avatar.js";
import { Keyboard, isFor, keyboardOf } from "./buttons.js";
import { Composer } from "./composer.js";
import { History } from "./history.js";
import { Icon } from "./icons.js";
import { Lightbox } from "./media.js";
import { Menu, spot } from "./menu.js";
import { handsIn } from "./sending.js";
import { line } from "./service.js";
import { useSpeaking } from "./speak.js";
import { accountOf, isInside, nameOf, titleOf } from "./world.js";

const REACTIONS = ["👍", "❤️", "🙏", "👌", "😂", "😢"];

export function Chat({ world, chat, person, topic, onTopic, onBack, onOpen, onSeen }) {
  const { t, say } = useSpeaking();
  const [context, setContext] = useState(null); // {kind, message}: what the composer hangs on
  const [dismissed, setDismissed] = useState(null); // a question the person does not want to answer by reply
  const [menu, setMenu] = useState(null);
  const [picture, setPicture] = useState(null);
  const [begun, setBegun] = useState(false); // by a key: then the keyboard is to go on where one writes
  const jumper = useRef(null);
  const messages = useMemo(() => inTopic(chat, topic), [chat.messages, topic]);
  const me = world.people[person];
  const group = chat.kind !== "private";
  const asked = useMemo(() => questionFor(messages, me), [messages, me]);
  const hangs = current(context, asked, dismissed, messages);

  const about = useRef({});
  about.current = {
    reply_to: hangs?.kind === "reply" ? hangs.message.id : undefined,
    thread: chat.forum && topic > 1 ? topic : undefined,
  };
  const hands = useMemo(() => handsIn(chat, person, () => about.current), [chat.key, person]);
  const attempt = (doing) => doing.catch((error) => say(error.message));

  const latest = useRef({});
  latest.current = { say, world };
  const fingers = useMemo(() => ({
    press: (message, data) => attempt(hands.press(message, data)),
    menu: (event, message) => setMenu({ at: spot(event), message }),
    jump: (id) => jumper.current?.(id),
    show: setPicture,
    command: (words) => attempt(hands.write(words)),
    start: (username) => {
      const bot = Object.values(latest.current.world.bots).find((one) => one.username === username);
      return bot && ((payload) => attempt(handsIn({ ...chat, bot: bot.id }, person, () => ({})).start(payload)));
    },
  }), [hands]);

  const done = (givenUp = false) => {
    if (givenUp && hangs === asked) setDismissed(asked.message.id);
    setContext(null);
  };
  const keyboard = useMemo(() => keyboardOf(messages, me), [messages, me]);
  const typing = world.typing[chat.key];

  return html`<section class="chat" aria-label=${titleOf(world, chat)}>
    <${Head} world=${world} chat=${chat} onBack=${onBack} />
    ${chat.forum && html`<${Topics} chat=${chat} topic=${topic} onTopic=${onTopic} />`}
    <${Pinned} world=${world} messages=${messages} pinned=${chat.pinned} onJump=${fingers.jump} />
    <div class="chat-body">
      <${History} key=${topic} world=${world} messages=${messages} person=${person} group=${group} hands=${fingers}
        waiting=${waitingOf(world, chat.key, person)} jumper=${jumper} onSeen=${onSeen}>
        ${typing && html`<div class="typing" role="status" aria-label=${t("isTyping", { who: nameOf(accountOf(world, typing.who)) })}>
          <i></i><i></i><i></i>
        </div>`}
        ${!messages.length && html`<p class="empty">${t("nothingYet")}</p>`}
      <//>
    </div>
    <${Foot} world=${world} chat=${chat} person=${person} hands=${hands} attempt=${attempt} onOpen=${onOpen} onBegin=${(event) => setBegun(event.detail === 0)}>
      ${keyboard && html`<${Keyboard} markup=${keyboard} hands=${{
        write: (text) => attempt(hands.write(text)),
        contact: () => attempt(hands.contact("+86 138 0000 0000")),
        location: () => attempt(hands.location(30.27415, 120.15515)),
      }} />`}
      <${Composer} key=${topic} draftName=${`${person}.${chat.key}.${topic ?? ""}`} hands=${hands} commands=${chat.commands}
        context=${hangs && { ...hangs, sender: accountOf(world, hangs.message.sender) }} onDone=${done} eager=${begun} />
    <//>
    ${menu && html`<${Menu} at=${menu.at} onClose=${() => setMenu(null)}
      quick=${REACTIONS.map((emoji) => ({ label: emoji, act: () => attempt(hands.react(menu.message, toggled(menu.message, person, emoji))) }))}
      items=${itemsFor(menu.message, person, { t, say, hands, attempt, setContext })} />`}
    ${picture && html`<${Lightbox} message=${picture} onClose=${() => setPicture(null)} />`}
  </section>`;
}

function toggled(message, person, emoji) {
  return message.reactions[person] === emoji ? "" : emoji;
}

function itemsFor(message, person, { t, say, hands, attempt, setContext }) {
  const mine = message.sender === person;
  const copy = async () => {
    await navigator.clipboard?.writeText(message.text);
    say(t("copied"));
  };
  const items = [{ icon: "reply", label: t("reply"), act: () => setContext({ kind: "reply", message, chosen: true }) }];
  if (message.text) items.push({ icon: "copy", label: t("copy"), act: copy });
  if (mine && (message.text || message.media?.url)) items.push({ icon: "edit", label: t("edit"), act: () => setContext({ kind: "edit", message, chosen: true }) });
  if (mine) items.push({ icon: "bin", label: t("remove"), danger: true, act: () => attempt(hands.remove(message)) });
  return items;
}

// The newest question (ForceReply) that is for this person and has not been followed by words of theirs.
function questionFor(messages, person) {
  for (let n = messages.length - 1; n >= 0; n -= 1) {
    const message = messages[n];
    if (message.sender === person?.id) return null;
    if (message.markup?.force_reply && isFor(message.markup, message, messages, person)) {
      return { kind: "reply", message, hint: message.markup.input_field_placeholder };
    }
  }
  return null;
}

function current(context, asked, dismissed, messages) {
  if (context) {
    const there = messages.find((one) => one.id === context.message.id);
    if (there) return { ...context, message: there };
  }
  return asked && asked.message.id !== dismissed ? asked : null;
}

function inTopic(chat, topic) {
  if (!chat.forum) return chat.messages;
  return chat.messages.filter((one) => (one.thread ?? 1) === (topic ?? 1));
}

// message id -> data of the button that waits for its answer, for this person here.
function waitingOf(world, key, person) {
  const mine = Object.values(world.waiting).filter((one) => one.chat === key && one.person === person);
  return Object.fromEntries(mine.map((one) => [one.message, one.data]));
}

function Head({ world, chat, onBack }) {
  const { t } = useSpeaking();
  const title = titleOf(world, chat);
  const people = chat.members.filter((one) => isInside(chat, one.id)).length;
  const sub = chat.kind === "private" ? t("bot") : t("membersN", { n: people });
  return html`<header class="chat-head">
    <button type="button" class="round" aria-label=${t("back")} onClick=${onBack}><${Icon} name="back" /></button>
    <${Avatar} id=${chat.bot ?? chat.id} name=${title} square=${chat.kind !== "private"} />
    <div class="chat-title"><b>${title}</b><small>${sub}</small></div>
  </header>`;
}

function Topics({ chat, topic, onTopic }) {
  const { t } = useSpeaking();
  return html`<nav class="topics" role="tablist" aria-label=${t("topics")}>
    ${chat.topics.map((one) => html`<button type="button" role="tab" key=${one.id} aria-selected=${one.id === (topic ?? 1)} onClick=${() => onTopic(one.id)}>
      ${one.closed ? "🔒 " : ""}${one.id === 1 ? t("general") : one.name}
    </button>`)}
  </nav>`;
}

function Pinned({ world, messages, pinned, onJump }) {
  const { t } = useSpeaking();
  const message = messages.find((one) => one.id === pinned.at(-1));
  if (!message) return null;
  return html`<button type="button" class="pinned" onClick=${() => onJump(message.id)}>
    <${Icon} name="stuck" /><span><b>${t("pinned")}</b><span>${line(message, accountOf(world, message.sender), t)}</span></span>
  </button>`;
}

// What stands at the foot: the composer, or why one cannot write.
function Foot({ world, chat, person, hands, attempt, onOpen, onBegin, children }) {
  const { t } = useSpeaking();
  const start = (event) => {
    onBegin(event);
    attempt(hands.start());
  };
  if (chat.moved_to) {
    return html`<div class="foot"><p>${t("moved")}</p>
      <button type="button" class="button primary" onClick=${() => onOpen(String(chat.moved_to))}>${t("openNew")}</button></div>`;
  }
  if (chat.blocked) {
    return html`<div class="foot"><p>${t("youBlocked")}</p>
      <button type="button" class="button primary" onClick=${() => attempt(hands.unblock())}>${t("unblock")}</button></div>`;
  }
  if (chat.kind === "private" && !chat.started) {
    return html`<div class="foot"><p>${t("notStarted", { who: titleOf(world, chat) })}</p>
      <button type="button" class="button primary big" onClick=${start}>${t("start")}</button></div>`;
  }
  if (chat.kind !== "private" && !isInside(chat, person)) return html`<div class="foot"><p>${t("notInside")}</p></div>`;
  return children;
}

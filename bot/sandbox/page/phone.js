// One phone: whose it is, that person's chats, and the one that is open.
import { html, useCallback, useRef, useState } from "./vendor/preact.js";
import { Avatar } from "./avatar.js";
import { Chat } from "./chat.js";
import { ChatList, seenName } from "./chatlist.js";
import { useFocusInside } from "./focus.js";
import { Icon } from "./icons.js";
import { keep, kept } from "./keep.js";
import { People } from "./people.js";
import { useSpeaking } from "./speak.js";
import { Clock } from "./top.js";
import { chatsOf, nameOf } from "./world.js";

// `view` is {person, chat, topic}; chat null is the list of chats, without it somebody's only chat is open.
export function Phone({ world, view, number, front, alone, onView, onFront, onCloseAnswer }) {
  const { t } = useSpeaking();
  const [choosing, setChoosing] = useState(false);
  const person = world.people[view.person];
  const chats = person ? chatsOf(world, person.id) : [];
  const chat = view.chat === undefined && chats.length === 1 ? chats[0] : chats.find((one) => one.key === view.chat);
  const open = (key) => onView({ person: view.person, chat: key });
  const choose = (id) => {
    setChoosing(false);
    onView({ person: id });
  };
  const seen = useCallback((id) => {
    const name = seenName(view.person, chat.key);
    if (id > kept(name, 0)) keep(name, id);
  }, [view.person, chat?.key]);
  // A toast gives way to the next one, which would lie over it.
  const answers = world.answers.filter((one) => one.person === person?.id).filter((one, n, all) => one.alert || n === all.length - 1);
  return html`<article class="phone ${front ? "front" : ""}" data-phone=${number} aria-label=${t("phoneOf", { who: nameOf(person) })}
      onPointerDownCapture=${onFront} onFocusCapture=${onFront}>
    <button type="button" class="holder" aria-haspopup="dialog" aria-expanded=${choosing} onClick=${() => setChoosing(!choosing)}>
      ${person && html`<${Avatar} id=${person.id} name=${nameOf(person)} />`}
      <span class="holder-words"><b>${person ? nameOf(person) : t("nobody")}</b><small>${person?.about}</small></span>
      <${Icon} name="down" />
      ${alone && html`<${Clock} world=${world} />`}
    </button>
    <div class="screen">
      ${person && chat && html`<${Chat} key=${`${person.id}.${chat.key}`} world=${world} chat=${chat} person=${person.id} topic=${view.topic}
        onTopic=${(topic) => onView({ ...view, topic })} onBack=${() => open(null)} onOpen=${open} onSeen=${seen} />`}
      ${person && !chat && html`<${ChatList} world=${world} person=${person.id} onOpen=${open} />`}
      ${answers.map((one) => html`<${Answer} key=${one.id} answer=${one} onClose=${() => onCloseAnswer(one.id)} />`)}
      ${(choosing || !person) && html`<${People} world=${world} person=${view.person} onChoose=${choose} onClose=${() => setChoosing(false)} />`}
    </div>
  </article>`;
}

// What a bot answers to a press: a toast that goes by itself, or an alert to be closed.
function Answer({ answer, onClose }) {
  if (!answer.alert) return html`<div class="toast" role="status">${answer.text}</div>`;
  return html`<${Alert} text=${answer.text} onClose=${onClose} />`;
}

function Alert({ text, onClose }) {
  const { t } = useSpeaking();
  const box = useRef(null);
  useFocusInside(box, "button");
  return html`<div class="alert-veil" ref=${box}><div class="alert" role="alertdialog" aria-label=${text}
      onKeyDown=${(event) => event.key === "Escape" && onClose()}>
    <p>${text}</p>
    <button type="button" class="button primary" onClick=${onClose}>${t("ok")}</button>
  </div></div>`;
}

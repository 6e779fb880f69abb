// Whose phone it is: a choice of everybody there is, and a form for somebody new.
import { html, useRef, useState } from "./vendor/preact.js";
import { Avatar } from "./avatar.js";
import { useFocusInside } from "./focus.js";
import { Icon } from "./icons.js";
import { useSpeaking } from "./speak.js";
import { isInside, nameOf } from "./world.js";

const MANY = 8;

export function People({ world, person, onChoose, onClose }) {
  const { t } = useSpeaking();
  const [wanted, setWanted] = useState("");
  const box = useRef(null);
  useFocusInside(box, "input, [aria-current=true], button");
  const all = Object.values(world.people);
  const fits = (one) => `${nameOf(one)} ${one.about}`.toLowerCase().includes(wanted.toLowerCase());
  const [outside, inside] = sorted(world, all.filter(fits));
  const section = (title, people) => people.length > 0 && html`<h3>${title}</h3>
    ${people.map((one) => html`<button type="button" class="entry" key=${one.id} aria-current=${one.id === person} onClick=${() => onChoose(one.id)}>
      <${Avatar} id=${one.id} name=${nameOf(one)} />
      <span class="entry-words"><b>${nameOf(one)}</b>${one.about && html`<span class="entry-line">${one.about}</span>`}</span>
    </button>`)}`;
  return html`<div class="people" ref=${box} role="dialog" aria-label=${t("whosePhone")} onKeyDown=${(event) => event.key === "Escape" && onClose()}>
    <div class="people-head"><b>${t("whosePhone")}</b>
      <button type="button" class="round small" aria-label=${t("close")} onClick=${onClose}><${Icon} name="close" /></button></div>
    ${all.length > MANY && html`<input class="field" type="search" placeholder=${t("search")} aria-label=${t("search")}
      value=${wanted} onInput=${(event) => setWanted(event.target.value)} />`}
    <div class="people-list">
      ${section(t("outsideGroups"), outside)}
      ${section(t("inGroups"), inside)}
    </div>
    <${AddPerson} onAdded=${onChoose} />
  </div>`;
}

function sorted(world, people) {
  const groups = Object.values(world.chats).filter((chat) => chat.kind !== "private");
  const isMember = (person) => groups.some((chat) => isInside(chat, person.id));
  return [people.filter((one) => !isMember(one)), people.filter(isMember)];
}

function AddPerson({ onAdded }) {
  const { t, act, say, lang } = useSpeaking();
  const [open, setOpen] = useState(false);
  const add = async (event) => {
    event.preventDefault();
    const given = Object.fromEntries(new FormData(event.target));
    try {
      const added = await act("add_person", { first_name: given.name.trim(), language: given.language });
      onAdded(added.id);
    } catch (error) {
      say(error.message);
    }
  };
  if (!open) return html`<button type="button" class="button add" onClick=${() => setOpen(true)}><${Icon} name="plus" />${t("addPerson")}</button>`;
  return html`<form class="add-form" onSubmit=${add}>
    <input class="field" name="name" required maxlength="64" placeholder=${t("name")} aria-label=${t("name")} autofocus />
    <select class="field" name="language" aria-label=${t("language")}>
      <option value="zh-hans" selected=${lang === "zh"}>中文</option>
      <option value="en" selected=${lang === "en"}>English</option>
    </select>
    <button type="submit" class="button primary">${t("add")}</button>
  </form>`;
}

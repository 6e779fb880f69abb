// What can be sent besides words: files, a sample picture or voice, a place, a sticker, a telephone number.
import { html, useRef, useState } from "./vendor/preact.js";
import { useFocusInside } from "./focus.js";
import { Icon } from "./icons.js";
import { Menu, spot } from "./menu.js";
import { useSpeaking } from "./speak.js";

const STICKERS = ["👍", "🙏", "🌹", "😄", "😢", "😡", "❤️", "🎉", "👌", "🐱"];
const SOMEWHERE = { latitude: "30.27415", longitude: "120.15515" };
let pictures = 0;

// `onAttach(doing)` runs `doing(words)` with the words that stand in the composer, as a caption.
export function Attach({ hands, onAttach }) {
  const { t } = useSpeaking();
  const [at, setAt] = useState(null);
  const [form, setForm] = useState(null);
  const file = useRef(null);
  const chosen = (event) => {
    const files = [...event.target.files];
    event.target.value = "";
    if (files.length) onAttach((words) => hands.files(files, words));
  };
  const items = [
    { icon: "file", label: t("attachFile"), act: () => file.current.click() },
    { icon: "picture", label: t("samplePicture"), act: () => onAttach((words) => hands.samplePicture((pictures += 1), words)) },
    { icon: "mic", label: t("sampleVoice"), act: () => onAttach(() => hands.sampleVoice()) },
    { icon: "pin", label: t("a_location"), act: () => setForm("location") },
    { icon: "contact", label: t("a_contact"), act: () => setForm("contact") },
  ];
  const quick = STICKERS.slice(0, 5).map((emoji) => ({ label: emoji, act: () => onAttach(() => hands.sticker(emoji)) }));
  const send = (doing) => {
    setForm(null);
    onAttach(doing);
  };
  return html`<button type="button" class="round" aria-label=${t("attach")} aria-haspopup="menu" onClick=${(event) => setAt(spot(event))}>
      <${Icon} name="plus" />
    </button>
    <input ref=${file} type="file" multiple hidden onChange=${chosen} />
    ${at && html`<${Menu} at=${at} items=${items} quick=${quick} onClose=${() => setAt(null)} />`}
    ${form === "location" && html`<${Form} title=${t("a_location")} fields=${[
      { name: "latitude", label: t("latitude"), value: SOMEWHERE.latitude },
      { name: "longitude", label: t("longitude"), value: SOMEWHERE.longitude },
    ]} onCancel=${() => setForm(null)} onSend=${(given) => send(() => hands.location(Number(given.latitude), Number(given.longitude)))} />`}
    ${form === "contact" && html`<${Form} title=${t("a_contact")} fields=${[
      { name: "phone", label: t("phoneNumber"), value: "+86 138 0000 0000" },
    ]} onCancel=${() => setForm(null)} onSend=${(given) => send(() => hands.contact(given.phone))} />`}`;
}

// A small form above the composer; `fields` are {name, label, value}.
function Form({ title, fields, onCancel, onSend }) {
  const { t } = useSpeaking();
  const box = useRef(null);
  useFocusInside(box, "input");
  const submit = (event) => {
    event.preventDefault();
    onSend(Object.fromEntries(new FormData(event.target)));
  };
  return html`<form ref=${box} class="sheet" aria-label=${title} onSubmit=${submit} onKeyDown=${(event) => event.key === "Escape" && onCancel()}>
    <b>${title}</b>
    ${fields.map((one) => html`<label key=${one.name}>${one.label}<input class="field" name=${one.name} defaultValue=${one.value} required /></label>`)}
    <div class="sheet-buttons">
      <button type="button" class="button" onClick=${onCancel}>${t("cancel")}</button>
      <button type="submit" class="button primary">${t("send")}</button>
    </div>
  </form>`;
}

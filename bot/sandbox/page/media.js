// What is not words: pictures, albums, voices, files, places, contacts, stickers.
import { html, useEffect, useRef, useState } from "./vendor/preact.js";
import { Avatar } from "./avatar.js";
import { Icon } from "./icons.js";
import { useSpeaking } from "./speak.js";
import { duration } from "./time.js";

export function Media({ message, onOpen }) {
  const { media } = message;
  switch (media.kind) {
    case "photo":
      return html`<${Picture} message=${message} onOpen=${onOpen} />`;
    case "video":
    case "animation":
    case "video_note":
      return html`<video class="video" src=${media.url} controls preload="metadata"></video>`;
    case "voice":
    case "audio":
      return html`<${Voice} media=${media} />`;
    case "sticker":
      return html`<div class="sticker" role="img" aria-label=${media.emoji}>${media.emoji}</div>`;
    case "location":
      return html`<${Place} media=${media} />`;
    case "contact":
      return html`<div class="card">
        <${Avatar} id=${media.phone_number?.length ?? 0} name=${media.first_name} />
        <span class="card-words"><b>${media.first_name}</b><a href="tel:${media.phone_number}">${media.phone_number}</a></span>
      </div>`;
    default:
      return html`<${Document} media=${media} />`;
  }
}

function Picture({ message, onOpen }) {
  const { t } = useSpeaking();
  return html`<button type="button" class="picture" aria-label=${t("openPicture")} onClick=${() => onOpen(message)}>
    <img src=${message.media.url} alt=${message.text || t("a_photo")} loading="lazy" decoding="async" />
  </button>`;
}

export function Album({ messages, onOpen }) {
  return html`<div class="album count-${Math.min(messages.length, 4)}">
    ${messages.map((one) => (one.media.kind === "photo"
      ? html`<${Picture} key=${one.id} message=${one} onOpen=${onOpen} />`
      : html`<${Media} key=${one.id} message=${one} onOpen=${onOpen} />`))}
  </div>`;
}

function Document({ media }) {
  return html`<a class="card" href=${media.url} download=${media.name}>
    <span class="card-icon"><${Icon} name="file" /></span>
    <span class="card-words"><b>${media.name}</b><small>${size(media.size)}</small></span>
  </a>`;
}

function size(bytes = 0) {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(1)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

function Place({ media }) {
  const { t } = useSpeaking();
  return html`<div class="place">
    <div class="place-map" aria-hidden="true"><${Icon} name="pin" /></div>
    <b>${t("a_location")}</b>
    <small>${media.latitude.toFixed(5)}, ${media.longitude.toFixed(5)}</small>
  </div>`;
}

// The bars of a voice: no measure of the sound, but always the same for the same file.
function bars(media) {
  let seed = [...(media.url ?? "")].reduce((sum, sign) => (sum * 31 + sign.charCodeAt(0)) >>> 0, 7);
  return Array.from({ length: 24 }, () => {
    seed = (seed * 1103515245 + 12345) >>> 0;
    return 25 + ((seed >>> 16) % 75);
  });
}

function Voice({ media }) {
  const { t } = useSpeaking();
  const [playing, setPlaying] = useState(false);
  const [share, setShare] = useState(0);
  const audio = useRef(null);
  useEffect(() => () => audio.current?.pause(), []);

  const toggle = () => {
    audio.current ??= sound(media, setShare, setPlaying);
    if (playing) audio.current.pause();
    else audio.current.play().catch(() => setPlaying(false));
    setPlaying(!playing);
  };

  return html`<div class="voice">
    <button type="button" class="round" aria-label=${t(playing ? "pause" : "play")} onClick=${toggle}>
      <${Icon} name=${playing ? "pause" : "play"} />
    </button>
    <span class="bars" aria-hidden="true">
      ${bars(media).map((height, n) => html`<i class=${n / 24 < share ? "past" : ""} style="height:${height}%"></i>`)}
    </span>
    <span class="length">${duration(media.duration)}</span>
  </div>`;
}

function sound(media, setShare, setPlaying) {
  const audio = new Audio(media.url);
  const long = () => (Number.isFinite(audio.duration) ? audio.duration : media.duration || 1);
  audio.ontimeupdate = () => setShare(audio.currentTime / long());
  audio.onended = () => {
    setPlaying(false);
    setShare(0);
  };
  return audio;
}

export function Lightbox({ message, onClose }) {
  const { t } = useSpeaking();
  const dialog = useRef(null);
  useEffect(() => dialog.current.showModal(), []);
  return html`<dialog class="lightbox" ref=${dialog} aria-label=${t("a_photo")} onClose=${onClose} onClick=${onClose}>
    <img src=${message.media.url} alt=${message.text || t("a_photo")} />
    <button type="button" class="round" aria-label=${t("close")} onClick=${onClose}><${Icon} name="close" /></button>
    ${message.text && html`<p>${message.text}</p>`}
  </dialog>`;
}

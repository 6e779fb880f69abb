// A small menu where one pressed: arrows move, Escape closes, focus goes back to where it was.
import { html, useLayoutEffect, useRef } from "./vendor/preact.js";
import { useFocusInside } from "./focus.js";
import { Icon } from "./icons.js";
import { useSpeaking } from "./speak.js";

const EDGE_PX = 8;

// `items` are {icon, label, act, danger}; `quick` are {label, act} in a row above them.
export function Menu({ at, items, quick = [], onClose }) {
  const { t } = useSpeaking();
  const box = useRef(null);
  useLayoutEffect(() => {
    const place = box.current;
    const { width, height } = place.getBoundingClientRect();
    place.style.left = `${Math.max(EDGE_PX, Math.min(at.x, innerWidth - width - EDGE_PX))}px`;
    place.style.top = `${Math.max(EDGE_PX, Math.min(at.y, innerHeight - height - EDGE_PX))}px`;
  }, []);
  useFocusInside(box, "button");

  const move = (event) => {
    if (event.key === "Escape") onClose();
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const all = [...box.current.querySelectorAll("button")];
    all[(all.indexOf(document.activeElement) + step + all.length) % all.length].focus();
  };
  const choose = (item) => () => {
    onClose();
    item.act();
  };
  return html`<div class="veil" onClick=${onClose} onContextMenu=${(event) => { event.preventDefault(); onClose(); }}></div>
    <div class="menu" role="menu" aria-label=${t("menu")} ref=${box} onKeyDown=${move}>
      ${quick.length > 0 && html`<div class="menu-quick">
        ${quick.map((item) => html`<button type="button" role="menuitem" key=${item.label} onClick=${choose(item)}>${item.label}</button>`)}
      </div>`}
      ${items.map((item) => html`<button type="button" role="menuitem" key=${item.label} class=${item.danger ? "danger" : ""} onClick=${choose(item)}>
        ${item.icon && html`<${Icon} name=${item.icon} />`}${item.label}
      </button>`)}
    </div>`;
}

// Where a menu opens: at the pointer, or at the button that was pressed with a key.
export function spot(event) {
  if (event.clientX || event.clientY) return { x: event.clientX, y: event.clientY };
  const box = event.currentTarget.getBoundingClientRect();
  return { x: box.left, y: box.bottom };
}

// The bar above the phones, and the tabs that choose one where there is no room for all.
import { html, useEffect, useState } from "./vendor/preact.js";
import { Avatar } from "./avatar.js";
import { unreadIn } from "./chatlist.js";
import { Icon } from "./icons.js";
import { useSpeaking } from "./speak.js";
import { day, hour } from "./time.js";
import { clock, nameOf, titleOf } from "./world.js";

export function Top({ world, panel, onPanel, onLang, children }) {
  const { t } = useSpeaking();
  const bots = Object.values(world.bots).map(nameOf).join(" · ");
  return html`<header class="top">
    <img class="logo" src="/page/icon.svg" alt="" />
    <div class="top-title"><b>${bots || t("sandbox")}</b><small>${t("sandboxNote")}</small></div>
    ${children}
    <${Clock} world=${world} />
    <${Language} onLang=${onLang} />
    <button type="button" class="round panel-toggle" aria-label=${t("panel")} aria-pressed=${panel} onClick=${onPanel}><${Icon} name="tools" /></button>
  </header>`;
}

// Offers the other language, in its own words.
export function Language({ onLang }) {
  const { lang } = useSpeaking();
  const [other, name] = lang === "zh" ? ["en", "English"] : ["zh", "中文"];
  return html`<button type="button" class="button small language" lang=${other} onClick=${onLang}>${name}</button>`;
}

export function Clock({ world }) {
  const { lang } = useSpeaking();
  const [, tick] = useState(0);
  useEffect(() => {
    const ticking = setInterval(() => tick((n) => n + 1), 1000);
    return () => clearInterval(ticking);
  }, []);
  const now = clock(world);
  return html`<time class="clock"><b>${hour(now, lang, world.zone)}</b><small>${day(now, lang, world.zone)}</small></time>`;
}

export function Tabs({ world, views, shown, bottom = false, onTab, panel, onPanel }) {
  const { t } = useSpeaking();
  return html`<nav class="tabs ${bottom ? "bottom" : ""}">
    ${views.map((view, n) => html`<${Tab} key=${n} world=${world} view=${view} current=${shown.includes(n)} onClick=${() => onTab(n)} />`)}
    ${onPanel && html`<button type="button" class="tab" aria-current=${panel} onClick=${onPanel}><span class="tab-sign"><${Icon} name="tools" /></span><span>${t("panel")}</span></button>`}
  </nav>`;
}

// A group's name where one is open, else the person's.
function Tab({ world, view, current, onClick }) {
  const { t } = useSpeaking();
  const person = world.people[view.person];
  const chat = world.chats[view.chat];
  const group = chat && chat.kind !== "private";
  const name = group ? titleOf(world, chat) : person ? nameOf(person) : t("nobody");
  const unread = person && chat && !current ? unreadIn(chat, person.id) : 0;
  return html`<button type="button" class="tab" aria-current=${current} onClick=${onClick}>
    <span class="tab-sign"><${Avatar} id=${group ? chat.id : view.person} name=${name} square=${group} size="small" />
      ${unread > 0 && html`<span class="badge" aria-label=${t("unreadN", { n: unread })}>${unread > 99 ? "99+" : unread}</span>`}</span>
    <span>${name}</span>
  </button>`;
}

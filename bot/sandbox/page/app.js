// The whole page: three phones, what stands beside them, and the bar above.
import { html, useCallback, useEffect, useMemo, useRef, useState } from "./vendor/preact.js";
import { act } from "./act.js";
import { useKept } from "./keep.js";
import { useLive } from "./live.js";
import { Panel } from "./panel.js";
import { Phone } from "./phone.js";
import { line } from "./service.js";
import { Speaking } from "./speak.js";
import { Tabs, Top } from "./top.js";
import { spoken, wordsOf } from "./words.js";
import { accountOf, firstViews, nameOf } from "./world.js";

const PHONES = [0, 1, 2];
const NOTICE_MS = 4000;
// How many phones there is room for; the panel lies over them where it cannot stand beside.
const ROOM = [["(min-width: 1500px)", 3], ["(min-width: 701px)", 2]];

export function App() {
  const { world, online, close } = useLive();
  const [lang, setLang] = useKept("language", spoken());
  const [chosen, setChosen] = useKept("phones", {});
  const [recent, setRecent] = useKept("recent", PHONES);
  const [panel, setPanel] = useKept("panel", innerWidth >= 1100);
  const [notices, say] = useNotices();
  const room = useRoom();
  const first = useRef([]); // what a phone shows until somebody chooses: it must not change by itself
  const speaking = useMemo(() => ({ lang, t: wordsOf(lang), act, say }), [lang]);
  const { t } = speaking;
  useEffect(() => { document.documentElement.lang = lang === "zh" ? "zh-CN" : "en"; }, [lang]);

  const bring = useCallback((number) => setRecent((before) => (
    before[0] === number ? before : [number, ...before.filter((one) => one !== number)]
  )), []);
  const bots = world ? Object.values(world.bots).map(nameOf).join(" · ") : "";
  useEffect(() => { document.title = bots || "Sandbox"; }, [bots]);
  if (!world) return html`<p class="starting" role="status">${t("offline")}</p>`;

  firstViews(world).forEach((view, n) => {
    if (!first.current[n]?.chat || !world.people[first.current[n].person]) first.current[n] = view;
  });
  const views = PHONES.map((n) => (world.people[chosen[n]?.person] ? chosen[n] : first.current[n]));
  const visible = recent.slice(0, room).sort();
  const front = views[recent[0]];
  const alone = room === 1;
  const show = (number, view) => setChosen((before) => ({ ...before, [number]: view }));
  const otherLang = () => setLang(lang === "zh" ? "en" : "zh");
  const tab = (number) => {
    bring(number);
    if (alone) setPanel(false);
  };
  return html`<${Speaking.Provider} value=${speaking}>
    ${!alone && html`<${Top} world=${world} panel=${panel} onPanel=${() => setPanel(!panel)} onLang=${otherLang}>
      ${room === 2 && html`<${Tabs} world=${world} views=${views} shown=${visible} onTab=${tab} />`}
    <//>`}
    <main class="stage">
      <div class="phones">
        ${PHONES.filter((n) => visible.includes(n)).map((n) => html`<${Phone} key=${n} number=${n} world=${world} view=${views[n]} front=${n === recent[0] && !alone} alone=${alone}
          onView=${(view) => show(n, view)} onFront=${() => bring(n)} onCloseAnswer=${close} />`)}
      </div>
      ${panel && html`<${Panel} world=${world} person=${front.person} chat=${front.chat} show=${show} onLang=${alone && otherLang} />`}
    </main>
    ${alone && html`<${Tabs} bottom world=${world} views=${views} shown=${panel ? [] : visible} onTab=${tab} panel=${panel} onPanel=${() => setPanel(true)} />`}
    <div class="notices" role="status">
      ${!online && html`<p class="notice bad">${t("offline")}</p>`}
      ${notices.map((one) => html`<p class="notice" key=${one.id}>${one.text}</p>`)}
    </div>
    <${News} world=${world} open=${visible.map((n) => views[n].chat)} t=${t} />
  <//>`;
}

// Tells a screen reader of a new message in a chat that is open.
function News({ world, open, t }) {
  const { news } = world;
  const heard = news && open.includes(news.chat);
  const sender = heard && accountOf(world, news.message.sender);
  return html`<div class="unseen" aria-live="polite">${heard ? `${nameOf(sender)}: ${line(news.message, sender, t)}` : ""}</div>`;
}

function useNotices() {
  const [notices, setNotices] = useState([]);
  const say = useCallback((text) => {
    const notice = { id: performance.now(), text };
    setNotices((before) => [...before, notice]);
    setTimeout(() => setNotices((before) => before.filter((one) => one !== notice)), NOTICE_MS);
  }, []);
  return [notices, say];
}

function useRoom() {
  const measured = () => ROOM.find(([query]) => matchMedia(query).matches)?.[1] ?? 1;
  const [room, setRoom] = useState(measured);
  useEffect(() => {
    const measure = () => setRoom(measured());
    addEventListener("resize", measure);
    return () => removeEventListener("resize", measure);
  }, []);
  return room;
}

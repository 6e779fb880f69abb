// The panel beside the phones: what the desk understood, a ticket's life, the clock, things to say.
import { h, html, useEffect, useState } from "/page/vendor/preact.js";
import { connect, post } from "./live.js";
import { Understood } from "./understood.js";
import { Life } from "./life.js";
import { Clock } from "./clock.js";
import { Samples } from "./samples.js";

export const title = { zh: "幕后", en: "Behind the scenes" };

if (!document.querySelector('link[href="/demo/panel.css"]')) {
  const sheet = document.createElement("link");
  sheet.rel = "stylesheet";
  sheet.href = "/demo/panel.css";
  document.head.append(sheet);
}

export default function Panel({ lang, world, person, chat, show, act, say }) {
  const [live, setLive] = useState(null);
  const [state, setState] = useState({ hello: null, view: null, connected: false });
  const [chosen, setChosen] = useState({ ticket: null, message: null });
  const language = lang === "zh" ? "zh" : "en";
  const wanted = { language, person: Number(person) || 0, chat: String(chat ?? ""), ...chosen };

  useEffect(() => {
    const connection = connect(setState);
    setLive(connection);
    return () => connection.close();
  }, []);
  // Another phone in front: what was clicked before was about somebody else.
  useEffect(() => setChosen({ ticket: null, message: null }), [person, chat]);
  useEffect(() => live?.look(wanted), [live, JSON.stringify(wanted)]);

  const { hello, view, connected } = state;
  // A story is about one owner after the other: their phone is the first.
  const told = view?.story.playing ? view.story.owner : null;
  useEffect(() => { if (told) show?.(0, { person: told }); }, [told]);
  if (!hello) return html`<p class="fd-quiet" role="status">…</p>`;
  const words = hello.words[language];
  const t = (key, values = {}) =>
    Object.entries(values).reduce((text, [name, value]) => text.replaceAll(`{${name}}`, value), words[key]);
  if (!connected) return html`<p class="fd-quiet" role="status">${t("lost")}</p>`;
  if (!view) return html`<p class="fd-quiet" role="status">${t("connecting")}</p>`;
  const shared = { t, view, language, say };
  const tell = (action, args) => post(action, { lang: language, ...args }).catch((error) => say?.(error.message));
  return html`
    <div class="fd-panel" lang=${language === "zh" ? "zh-CN" : "en"}>
      <${Clock} ...${shared} tell=${tell} />
      <${Samples} ...${shared} groups=${hello.samples} person=${person} act=${act} />
      <${Understood} ...${shared} choose=${(message) => setChosen({ ...chosen, message })} />
      <${Life} ...${shared} choose=${(ticket) => setChosen({ ...chosen, ticket })} />
    </div>`;
}

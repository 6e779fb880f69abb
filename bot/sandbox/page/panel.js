// What stands beside the phones: the modules the server names, and what may go wrong on purpose.
import { html, useEffect, useState } from "./vendor/preact.js";
import { Faults } from "./faults.js";
import { useKept } from "./keep.js";
import { useSpeaking } from "./speak.js";
import { Language } from "./top.js";

// A module may put a person's phone in the place of another: `show(number, view)`.
export function Panel({ world, person, chat, show, onLang }) {
  const { t, lang, act, say } = useSpeaking();
  const modules = useModules(world.beside, say);
  const [open, setOpen] = useKept("panel.tab", 0);
  // Tabs that came one after another would change their places under the finger.
  if (!modules) return html`<aside class="panel" aria-label=${t("panel")}></aside>`;
  const faults = { title: { zh: t("whatIf"), en: t("whatIf") }, default: Faults };
  const tabs = [...modules, faults];
  const here = tabs[open] ? open : 0;
  const Shown = tabs[here].default;
  return html`<aside class="panel" aria-label=${t("panel")}>
    <div class="panel-tabs" role="tablist">
      ${tabs.map((tab, n) => html`<button type="button" role="tab" key=${n} aria-selected=${n === here} onClick=${() => setOpen(n)}>${tab.title[lang]}</button>`)}
      ${onLang && html`<${Language} onLang=${onLang} />`}
    </div>
    <div class="panel-body"><${Shown} key=${here} lang=${lang} world=${world} person=${person} chat=${chat} show=${show} act=${act} say=${say} /></div>
  </aside>`;
}

function useModules(scripts, say) {
  const [modules, setModules] = useState(null);
  useEffect(() => {
    let wanted = true;
    const load = (script) => import(script).catch((error) => say(`${script}: ${error.message}`));
    Promise.all(scripts.map(load)).then((all) => wanted && setModules(all.filter(Boolean)));
    return () => { wanted = false; };
  }, [scripts.join()]);
  return modules;
}

// Things to say: one press sends a message of some kind from the phone in front.
import { html, useEffect, useRef, useState } from "/page/vendor/preact.js";

const BETWEEN_MS = 600;

export function Samples({ t, view, language, groups, person, act, say }) {
  const untouched = view.tickets.length === 0 && view.written.length === 0;
  const [open, setOpen] = useState(untouched);
  const [busy, setBusy] = useState(false);
  const fold = useRef(null);
  // What was understood stands below the drawer: let it be seen when there is something to see.
  useEffect(() => (view.story.playing || !untouched) && setOpen(false), [view.story.playing, untouched]);
  const send = async (sample) => {
    setBusy(true);
    try {
      await sendAll(sample.sends, Number(person), act);
      setOpen(false);
      fold.current?.focus();
    } catch (error) {
      say?.(error.message);
    } finally {
      setBusy(false);
    }
  };
  return html`
    <section class="fd-section" aria-label=${t("samples")}>
      <h3>
        <button type="button" class="fd-fold" ref=${fold} aria-expanded=${open} onClick=${() => setOpen(!open)}>
          <span aria-hidden="true">${open ? "▾" : "▸"}</span> ${t("samples")}
        </button>
      </h3>
      ${open && html`<p class="fd-quiet">${view.person.owner ? t("send_hint", { name: view.person.name }) : t("send_owner_first")}</p>`}
      ${open && groups.map((group) => html`
        <div class="fd-group">
          <h4>${group.title[language]}</h4>
          <div class="fd-buttons">
            ${group.samples.map((sample) => html`
              <button
                type="button"
                class="chip"
                disabled=${busy || !view.person.owner}
                title=${preview(sample.sends)}
                onClick=${() => send(sample)}
              >${sample.title[language]}</button>`)}
          </div>
        </div>`)}
    </section>`;
}

const preview = (sends) => sends.map((one) => one.write ?? one.edit ?? one.caption ?? "").filter(Boolean).join("\n");

async function sendAll(sends, person, act) {
  let written = null;
  for (const [n, one] of sends.entries()) {
    if (n) await new Promise((wake) => setTimeout(wake, BETWEEN_MS));
    if (one.write) written = await act("write", { person, text: one.write });
    else if (one.edit) await act("edit", { person, message: written, text: one.edit });
    else await sendMedia(one, person, act);
  }
}

async function sendMedia(one, person, act) {
  const caption = one.caption ?? "";
  if (one.photo) await act("send", { person, kind: "photo", caption, content: await file(one.photo) });
  if (one.voice) {
    await act("send", { person, kind: "voice", mime: "audio/webm", duration: one.seconds, content: await file(one.voice) });
  }
  if (one.album) {
    const contents = await Promise.all(one.album.map(file));
    await act("album", { person, captions: one.album.map((_, n) => (n ? "" : caption)), contents });
  }
  if (one.location) await act("location", { person, latitude: one.location[0], longitude: one.location[1] });
  if (one.sticker) await act("sticker", { person, emoji: one.sticker });
}

// Return a file that ships with the demonstration as base64, as the sandbox takes it.
async function file(name) {
  const answer = await fetch(`/demo/${name}`);
  if (!answer.ok) throw new Error(`${name}: ${answer.statusText}`);
  const bytes = new Uint8Array(await answer.arrayBuffer());
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

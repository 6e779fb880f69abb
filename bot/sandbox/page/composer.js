// Where one writes: words, a reply, an edit, what is attached, a voice.
import { html, useEffect, useLayoutEffect, useRef, useState } from "./vendor/preact.js";
import { Attach } from "./attach.js";
import { Icon } from "./icons.js";
import { useKept } from "./keep.js";
import { useRecorder } from "./recorder.js";
import { line } from "./service.js";
import { useSpeaking } from "./speak.js";
import { duration } from "./time.js";
import { nameOf } from "./world.js";

const TALLEST_PX = 160;

// `context` is {kind: "reply" | "edit", message, sender, hint}; `onDone` is called when it is used or given up.
export function Composer({ draftName, hands, context, commands, onDone, eager = false }) {
  const { t, say } = useSpeaking();
  const editing = context?.kind === "edit";
  const draft = useKept(`draft.${draftName}`, "");
  const change = useState("");
  const [text, setText] = editing ? change : draft;
  const field = useRef(null);
  const attempt = async (doing) => {
    try {
      await doing();
      onDone();
    } catch (error) {
      say(error.message);
      return false;
    }
    return true;
  };
  const recorder = useRecorder((blob, long) => attempt(() => hands.voice(blob, long)));

  useLayoutEffect(() => {
    field.current.style.height = "auto";
    field.current.style.height = `${Math.min(field.current.scrollHeight, TALLEST_PX)}px`;
  }, [text]);
  useEffect(() => {
    if (eager) field.current.focus();
  }, []);
  useEffect(() => {
    if (!context) return;
    if (editing) setText(context.message.text);
    // A question that comes by itself takes the focus only where one is already busy.
    const busy = field.current.closest(".chat").contains(document.activeElement);
    if (context.chosen || busy) field.current.focus();
  }, [context?.kind, context?.message.id]);

  const send = async () => {
    const words = text.trim();
    if (!words) return;
    setText("");
    const done = await attempt(() => (editing ? hands.edit(context.message, words) : hands.write(words)));
    if (!done) setText(words); // what could not be sent is not lost
    field.current?.focus();
  };
  const attach = (doing) => attempt(async () => {
    const words = text.trim();
    await doing(words);
    if (words) setText("");
  });
  const record = () => recorder.start().catch(() => {
    say(t("noMicrophone"));
    attempt(() => hands.sampleVoice());
  });
  const offered = offeredFor(text, commands);
  const key = (event) => {
    // While a word is being composed, Enter chooses it and must not send.
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      send();
    } else if (event.key === "Escape" && context) {
      event.stopPropagation();
      giveUp();
    } else if (event.key === "ArrowUp" && offered.length) {
      event.preventDefault();
      field.current.closest(".composer").querySelector(".commands button:last-child").focus();
    }
  };
  const command = () => {
    setText("/");
    field.current.focus();
  };
  const giveUp = () => onDone(true);
  const paste = (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (!files.length) return;
    event.preventDefault();
    attach((words) => hands.files(files, words));
  };

  if (recorder.seconds !== null) return html`<${Recording} recorder=${recorder} />`;
  return html`<div class="composer">
    ${offered.length > 0 && html`<${Commands} commands=${offered} onChoose=${(name) => attempt(() => { setText(""); return hands.write(name); })} />`}
    ${context && html`<${Context} context=${context} onGiveUp=${giveUp} />`}
    <div class="composer-row">
      <${Attach} hands=${hands} onAttach=${attach} />
      <textarea ref=${field} class="composer-field" rows="1" value=${text} aria-label=${t("write")}
        placeholder=${context?.hint || t("write")} onInput=${(event) => setText(event.target.value)}
        onKeyDown=${key} onPaste=${paste}></textarea>
      ${text.trim() || editing
        ? html`<button type="button" class="round filled" aria-label=${t("send")} onClick=${send}><${Icon} name="send" /></button>`
        : html`${commands.length > 0 && html`<button type="button" class="round" aria-label=${t("commands")} onClick=${command}><b class="slash">/</b></button>`}
          <button type="button" class="round" aria-label=${t("recordVoice")} onClick=${record}><${Icon} name="mic" /></button>`}
    </div>
  </div>`;
}

function Context({ context, onGiveUp }) {
  const { t } = useSpeaking();
  return html`<div class="context">
    <${Icon} name=${context.kind} />
    <span class="context-words">
      <b>${context.kind === "edit" ? t("editing") : t("replyTo", { who: nameOf(context.sender) })}</b>
      <span>${line(context.message, context.sender, t)}</span>
    </span>
    <button type="button" class="round small" aria-label=${t("cancel")} onClick=${onGiveUp}><${Icon} name="close" /></button>
  </div>`;
}

// The commands that begin with what is written, while nothing but a command is written.
function offeredFor(text, commands) {
  if (!/^\/\w*$/.test(text)) return [];
  return commands.filter((one) => `/${one.command}`.startsWith(text.toLowerCase()));
}

function Commands({ commands, onChoose }) {
  const { t } = useSpeaking();
  const move = (event) => {
    const next = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
    if (!next) return;
    event.preventDefault();
    (document.activeElement[next] ?? event.currentTarget.nextElementSibling.querySelector("textarea"))?.focus();
  };
  return html`<div class="commands" role="group" aria-label=${t("commands")} onKeyDown=${move}>
    ${commands.map((one) => html`<button type="button" key=${one.command} onClick=${() => onChoose(`/${one.command}`)}>
      <b>/${one.command}</b><span>${one.description}</span>
    </button>`)}
  </div>`;
}

function Recording({ recorder }) {
  const { t } = useSpeaking();
  return html`<div class="composer recording">
    <button type="button" class="round" aria-label=${t("cancel")} onClick=${recorder.cancel}><${Icon} name="bin" /></button>
    <span class="recording-sign"></span><span class="recording-length" role="timer">${duration(recorder.seconds)}</span>
    <button type="button" class="round filled" aria-label=${t("send")} onClick=${recorder.stop}><${Icon} name="send" /></button>
  </div>`;
}

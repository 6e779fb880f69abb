// The messages of a chat: the newest hundred first, older ones as one scrolls up; stays at the bottom when there.
import { html, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "./vendor/preact.js";
import { Icon } from "./icons.js";
import { Message, Service } from "./message.js";
import { useSpeaking } from "./speak.js";
import { day, dayNumber } from "./time.js";
import { accountOf } from "./world.js";

const STEP = 100;
const NEAR_PX = 48;
const TOGETHER_S = 300;
const FLASH_MS = 1600;

export function History({ world, messages, person, group, waiting, hands, jumper, onSeen, children }) {
  const { t, lang } = useSpeaking();
  const scroller = useRef(null);
  const [count, setCount] = useState(STEP);
  const { away, unread, follow, toBottom } = useBottom(scroller, messages, person, onSeen, () => setCount(STEP));
  const arrived = away === null ? 0 : messages.filter((one) => one.id > away).length;
  const shown = useMemo(() => fromWhole(messages, count + arrived), [messages, count, arrived]);
  const rows = useMemo(() => rowsOf(shown, lang, world.zone), [shown, lang, world.zone]);
  const known = useMemo(() => new Map(messages.map((one) => [one.id, one])), [messages]);
  const older = shown.length < messages.length;
  const top = useOlder(scroller, older, () => setCount((before) => before + STEP));
  jumper.current = useJump(scroller, messages, setCount);

  const account = (id) => accountOf(world, id);
  const draw = (row) => {
    if (row.kind === "day") return html`<div class="day" key=${row.key}><span>${row.words}</span></div>`;
    const message = row.messages[0];
    const sender = account(message.sender);
    if (message.service) return html`<${Service} key=${row.key} message=${message} sender=${sender} hands=${hands} />`;
    const mine = message.sender === person;
    const quoted = known.get(message.reply_to);
    return html`<${Message} key=${row.key} messages=${row.messages} sender=${sender} mine=${mine} last=${row.last}
      named=${group ? row.first && !mine : null} quoted=${quoted} quotedSender=${quoted && account(quoted.sender)}
      waiting=${waiting[message.id]} hands=${hands} zone=${world.zone} newest=${row === rows.at(-1)} />`;
  };

  return html`<div class="history" ref=${scroller} onScroll=${follow} onKeyDown=${walk} role="log" aria-live="off" aria-label=${t("messages")} tabindex="0">
      <div class="rows">
        <div ref=${top} class="older">${older ? t("older") : ""}</div>
        ${rows.map(draw)}
        ${children}
      </div>
    </div>
    ${unread !== null && html`<button type="button" class="to-bottom" onClick=${toBottom} aria-label=${t("toBottom")}>
      <${Icon} name="down" />${unread > 0 && html`<span>${t("newMessages", { n: unread })}</span>`}
    </button>`}`;
}

// Arrows go from the menu of one message to that of the next.
function walk(event) {
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (!step || !event.target.matches(".dots")) return;
  event.preventDefault();
  const all = [...event.currentTarget.querySelectorAll(".dots")];
  all[all.indexOf(event.target) + step]?.focus();
}

// The last `count` messages, and what belongs to the same album as the first of them.
function fromWhole(messages, count) {
  let start = Math.max(0, messages.length - count);
  const { album } = messages[start] ?? {};
  while (album && start > 0 && messages[start - 1].album === album) start -= 1;
  return messages.slice(start);
}

function rowsOf(messages, lang, zone) {
  const rows = [];
  let before;
  let today;
  for (const message of messages) {
    const number = dayNumber(message.date, zone);
    if (number !== today) {
      rows.push({ kind: "day", key: `d${number}${message.id}`, words: day(message.date, lang, zone) });
      today = number;
      before = undefined;
    }
    if (before && message.album && before.messages[0].album === message.album) {
      before.messages.push(message);
      continue;
    }
    const joined = before && !message.service && !before.messages[0].service
      && before.messages[0].sender === message.sender && message.date - before.messages[0].date < TOGETHER_S;
    if (joined) before.last = false;
    before = { kind: "message", key: message.id, messages: [message], first: !joined, last: true };
    rows.push(before);
  }
  return rows;
}

function useOlder(scroller, older, more) {
  const top = useRef(null);
  useEffect(() => {
    if (!older) return undefined;
    const near = new IntersectionObserver((seen) => seen.some((one) => one.isIntersecting) && more(), {
      root: scroller.current,
      rootMargin: "800px 0px 0px 0px",
    });
    near.observe(top.current);
    return () => near.disconnect();
  });
  return top;
}

// The list is laid out from its end, so 0 is the bottom and scrolling up goes below 0.
function useBottom(scroller, messages, person, onSeen, onBottom) {
  const [away, setAway] = useState(null); // id of the newest message when one left the bottom
  const newest = messages.at(-1);
  const toBottom = useCallback(() => scroller.current?.scrollTo({ top: 0 }), []);
  const follow = () => {
    const near = scroller.current.scrollTop > -NEAR_PX;
    if (near && away !== null) {
      setAway(null);
      onBottom();
    }
    if (!near && away === null) setAway(newest?.id ?? 0);
  };
  useLayoutEffect(() => {
    if (newest?.sender === person) toBottom();
  }, [newest?.id]);
  useEffect(() => {
    if (away === null && newest) onSeen(newest.id);
  }, [away, newest?.id]);
  const unread = away === null ? null : messages.filter((one) => one.id > away && one.sender !== person).length;
  return { away, unread, follow, toBottom };
}

// Go to a message, drawing more of the history if it is not there yet.
function useJump(scroller, messages, setCount) {
  const [wanted, setWanted] = useState(null);
  useLayoutEffect(() => {
    if (wanted === null) return undefined;
    const row = scroller.current.querySelector(`[data-ids~="${wanted}"]`);
    if (!row) return undefined;
    setWanted(null);
    row.scrollIntoView({ block: "center" });
    row.classList.add("flash");
    setTimeout(() => row.classList.remove("flash"), FLASH_MS);
    return undefined;
  });
  return (id) => {
    const place = messages.findIndex((one) => one.id === id);
    if (place < 0) return;
    setCount((before) => Math.max(before, messages.length - place + STEP / 2));
    setWanted(id);
  };
}

// What the page knows: people, bots and chats as the server told, and what happens for a moment only.

export const TYPING_MS = 5000;
export const WAITING_MS = 20000;
export const TOAST_MS = 3500;

export function opened(message, at) {
  return {
    now: message.now,
    at,
    zone: message.zone || undefined,
    bots: byId(message.bots),
    people: byId(message.people),
    chats: Object.fromEntries(message.chats.map((chat) => [chat.key, chat])),
    faults: message.faults,
    beside: message.beside,
    typing: {}, // chat key -> {who, action, until}
    waiting: {}, // press id -> {person, chat, message, data, until}
    answers: [], // {id, person, chat, text, alert, until}
    news: null, // the newest message of somebody: {chat, message}
  };
}

function byId(accounts) {
  return Object.fromEntries(accounts.map((account) => [account.id, account]));
}

// The business clock right now, in seconds.
export function clock(world) {
  return world.now + (performance.now() - world.at) / 1000;
}

// Return the world after some changes; what did not change stays the same object.
export function advanced(world, changes, at) {
  const next = { ...world };
  const copied = new Set();
  const own = (name) => {
    if (!copied.has(name)) {
      copied.add(name);
      next[name] = { ...next[name] };
    }
    return next[name];
  };
  const chat = (key) => {
    if (!copied.has(key)) {
      copied.add(key);
      const before = next.chats[key] ?? { key, messages: [], members: [], topics: [], pinned: [], commands: [] };
      own("chats")[key] = { ...before, messages: [...before.messages] };
    }
    return next.chats[key];
  };
  for (const change of changes) EFFECTS[change.kind]?.(next, change, { own, chat, at });
  return next;
}

const EFFECTS = {
  message(next, change, { own, chat }) {
    const messages = chat(change.chat).messages;
    if (messages.some((one) => one.id === change.message.id)) return;
    messages.push(change.message);
    if (next.typing[change.chat]?.who === change.message.sender) delete own("typing")[change.chat];
    next.news = { chat: change.chat, message: change.message };
  },
  edit(next, change, { chat }) {
    const messages = chat(change.chat).messages;
    const place = messages.findIndex((one) => one.id === change.message.id);
    if (place >= 0) messages[place] = change.message;
  },
  delete(next, change, { chat }) {
    const here = chat(change.chat);
    here.messages = here.messages.filter((one) => one.id !== change.id);
    here.pinned = here.pinned.filter((id) => id !== change.id);
  },
  chat(next, change, { chat }) {
    Object.assign(chat(change.chat), change.facts);
  },
  person(next, change, { own }) {
    own("people")[change.person.id] = change.person;
  },
  typing(next, change, { own, at }) {
    own("typing")[change.chat] = { who: change.who, action: change.action, until: at + TYPING_MS };
  },
  press(next, change, { own, at }) {
    const { person, chat, message, data } = change;
    own("waiting")[change.press] = { person, chat, message, data, until: at + WAITING_MS };
  },
  answer(next, change, { own, at }) {
    delete own("waiting")[change.press];
    if (!change.text) return;
    const { person, chat, text, alert } = change;
    const answer = { id: change.press, person, chat, text, alert, until: alert ? Infinity : at + TOAST_MS };
    next.answers = [...next.answers, answer];
  },
  faults(next, change) {
    next.faults = change.faults;
  },
  clock(next, change, { at }) {
    next.now = change.now;
    next.at = at;
  },
};

// Return the world without what is over.
export function settled(world, at) {
  const lasting = (all) => Object.fromEntries(Object.entries(all).filter(([, one]) => one.until > at));
  return {
    ...world,
    typing: lasting(world.typing),
    waiting: lasting(world.waiting),
    answers: world.answers.filter((one) => one.until > at),
  };
}

export function withoutAnswer(world, id) {
  return { ...world, answers: world.answers.filter((one) => one.id !== id) };
}

export function nameOf(account) {
  return account ? [account.first_name, account.last_name].filter(Boolean).join(" ") : "?";
}

export function isInside(chat, person) {
  return chat.members.some((one) => one.id === person && one.status !== "left" && one.status !== "kicked");
}

// A chat's name in the eyes of a person: a group's title, or the bot's name.
export function titleOf(world, chat) {
  return chat.kind === "private" ? nameOf(world.bots[chat.bot]) : chat.title;
}

export function chatsOf(world, person) {
  const mine = (chat) => (chat.kind === "private" ? chat.id === person : isInside(chat, person));
  return Object.values(world.chats).filter(mine);
}

export function accountOf(world, id) {
  return world.people[id] ?? world.bots[id];
}

// The arguments that name a chat to the acts of the server.
export function place(chat, person) {
  return chat.kind === "private" ? { person, bot: chat.bot } : { person, chat: chat.id };
}

// What three phones show first: somebody of no group, somebody in a group, and the smallest group.
export function firstViews(world) {
  const people = Object.values(world.people);
  const groups = Object.values(world.chats).filter((chat) => chat.kind !== "private" && !chat.moved_to);
  const inside = (person) => groups.filter((chat) => isInside(chat, person.id));
  const outside = people.find((person) => !inside(person).length) ?? people[0];
  const member = people.find((person) => inside(person).length) ?? people[1] ?? people[0];
  const smallest = groups.reduce((a, b) => (a && a.members.length < b.members.length ? a : b), undefined);
  const last = people.findLast((person) => smallest && isInside(smallest, person.id)) ?? people[2] ?? people[0];
  const privately = (person) => (person && Object.keys(world.bots)[0] ? `${person.id}:${Object.keys(world.bots)[0]}` : null);
  return [
    { person: outside?.id, chat: privately(outside) },
    { person: member?.id, chat: member && inside(member)[0] ? inside(member)[0].key : privately(member) },
    { person: last?.id, chat: smallest?.key ?? privately(last) },
  ];
}

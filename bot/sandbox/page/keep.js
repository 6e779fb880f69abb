// What this browser remembers: what is open where, drafts, what was read. Without storage it forgets.
import { useCallback, useState } from "./vendor/preact.js";

export function kept(name, otherwise) {
  try {
    const text = localStorage.getItem(`sandbox.${name}`);
    return text === null ? otherwise : JSON.parse(text);
  } catch {
    return otherwise;
  }
}

export function keep(name, value) {
  try {
    if (value === undefined || value === "") localStorage.removeItem(`sandbox.${name}`);
    else localStorage.setItem(`sandbox.${name}`, JSON.stringify(value));
  } catch {
    // A private window may refuse; the page works on.
  }
}

export function useKept(name, otherwise) {
  const [value, setValue] = useState(() => kept(name, otherwise));
  const change = useCallback((next) => {
    setValue((before) => {
      const after = typeof next === "function" ? next(before) : next;
      keep(name, after);
      return after;
    });
  }, [name]);
  return [value, change];
}

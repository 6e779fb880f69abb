// What every part of the page may use: its words, acts and small notices.
import { createContext, useContext } from "./vendor/preact.js";

// {lang, t(key, facts), act(name, args), say(text), world}
export const Speaking = createContext(null);

export function useSpeaking() {
  return useContext(Speaking);
}

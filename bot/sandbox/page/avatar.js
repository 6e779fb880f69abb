// A round sign of a person, a bot or a group: the last character of a Chinese name, else initials.
import { html } from "./vendor/preact.js";

const HUES = [168, 205, 262, 12, 38, 320, 230, 100];

export function hueOf(id) {
  return HUES[Math.abs(Number(id) || 0) % HUES.length];
}

export function initials(name) {
  const words = name.trim().split(/\s+/);
  const last = Array.from(words.at(-1) ?? "");
  if (/\p{Script=Han}/u.test(name)) return last.at(-1) ?? "";
  return words.slice(0, 2).map((word) => Array.from(word)[0] ?? "").join("").toUpperCase();
}

export function Avatar({ id, name, size = "", square = false }) {
  const style = `--hue:${hueOf(id)}`;
  return html`<span class="avatar ${size} ${square ? "square" : ""}" style=${style} aria-hidden="true">${initials(name)}</span>`;
}

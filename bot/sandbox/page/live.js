// The line to the server: the world when it opens, then every change, gathered into one step a frame.
import { useEffect, useRef, useState } from "./vendor/preact.js";
import { advanced, opened, settled, withoutAnswer } from "./world.js";

const FRAME_MS = 16;
const SWEEP_MS = 500;
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 4000;

// Keep the page in step with the server. Returns {world, online, close}; world is null until it is known.
export function useLive() {
  const [world, setWorld] = useState(null);
  const [online, setOnline] = useState(false);
  useEffect(() => follow(setWorld, setOnline), []);
  useEffect(() => {
    const sweep = setInterval(() => setWorld(swept), SWEEP_MS);
    return () => clearInterval(sweep);
  }, []);
  const close = useRef((id) => setWorld((before) => withoutAnswer(before, id)));
  return { world, online, close: close.current };
}

function swept(world) {
  if (!world) return world;
  const momentary = [...Object.values(world.typing), ...Object.values(world.waiting), ...world.answers];
  const at = performance.now();
  return momentary.some((one) => one.until <= at) ? settled(world, at) : world;
}

function follow(setWorld, setOnline) {
  let socket;
  let again;
  let wait = FIRST_WAIT_MS;
  let gathered = [];
  let planned = false;

  const flush = () => {
    planned = false;
    const changes = gathered;
    gathered = [];
    setWorld((before) => (before ? advanced(before, changes, performance.now()) : before));
  };

  const hear = (event) => {
    const message = JSON.parse(event.data);
    if (message.type === "world") {
      gathered = [];
      setWorld(opened(message, performance.now()));
      setOnline(true);
      wait = FIRST_WAIT_MS;
      return;
    }
    gathered.push(message);
    if (!planned) {
      planned = true;
      setTimeout(flush, FRAME_MS);
    }
  };

  const connect = () => {
    socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/sandbox/live`);
    socket.onmessage = hear;
    socket.onclose = () => {
      setOnline(false);
      again = setTimeout(connect, wait);
      wait = Math.min(wait * 2, LONGEST_WAIT_MS);
    };
  };

  connect();
  return () => {
    clearTimeout(again);
    socket.onclose = null;
    socket.close();
  };
}

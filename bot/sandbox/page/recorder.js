// A voice from the microphone.
import { useEffect, useRef, useState } from "./vendor/preact.js";

const TICK_MS = 200;

// Returns {seconds, start, stop, cancel}; `seconds` is null while nothing is recorded. `start` throws without a microphone.
export function useRecorder(onVoice) {
  const [seconds, setSeconds] = useState(null);
  const running = useRef(null);
  useEffect(() => () => running.current?.end(false), []);

  const start = async () => {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    const recorder = new MediaRecorder(stream);
    const parts = [];
    const began = performance.now();
    const long = () => (performance.now() - began) / 1000;
    const ticking = setInterval(() => setSeconds(long()), TICK_MS);
    recorder.ondataavailable = (event) => parts.push(event.data);
    const end = (wanted) => {
      const duration = Math.max(1, Math.round(long()));
      clearInterval(ticking);
      running.current = null;
      recorder.onstop = () => wanted && onVoice(new Blob(parts, { type: recorder.mimeType }), duration);
      recorder.stop();
      stream.getTracks().forEach((track) => track.stop());
      setSeconds(null);
    };
    running.current = { end };
    recorder.start();
    setSeconds(0);
  };
  return { seconds, start, stop: () => running.current?.end(true), cancel: () => running.current?.end(false) };
}

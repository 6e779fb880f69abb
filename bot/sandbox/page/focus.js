// Where the keyboard is: into something that opens, and back when it closes.
import { useLayoutEffect } from "./vendor/preact.js";

// Focus what `wanted` selects inside `box` (a ref) when it appears, and what had the focus before when it goes.
export function useFocusInside(box, wanted) {
  useLayoutEffect(() => {
    const before = document.activeElement;
    box.current.querySelector(wanted)?.focus();
    return () => before?.isConnected && before.focus({ preventScroll: true });
  }, []);
}

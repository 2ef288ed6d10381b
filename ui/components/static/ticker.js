// Asks the server to run the page again after a while. ticker.py says what its data are.

import { unpack } from "./unpack.js";

const waiting = new WeakMap();

export default function ({ parentElement, data, setTriggerValue }) {
  clearTimeout(waiting.get(parentElement));
  const { after, turn } = unpack(data);
  waiting.set(parentElement, setTimeout(() => setTriggerValue("tick", turn), after));
  return () => {
    // Also called when only the data changed.
    if (!parentElement.isConnected) clearTimeout(waiting.get(parentElement));
  };
}

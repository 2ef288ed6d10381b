// Asks the server to run the page again after a while. ticker.py says what its data are.

const waiting = new WeakMap();

export default function ({ parentElement, data, setTriggerValue }) {
  clearTimeout(waiting.get(parentElement));
  waiting.set(parentElement, setTimeout(() => setTriggerValue("tick", data.turn), data.after));
  return () => {
    // Also called when only the data changed.
    if (!parentElement.isConnected) clearTimeout(waiting.get(parentElement));
  };
}

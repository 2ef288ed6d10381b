// What is on screen: every live chart says, in its element, which change it shows.

const CHART = "[data-live-chart]";
const PAINTED = "phasescape:painted";

// A chart has come to show the change `seq`.
export function sayPainted(element, seq) {
  element.dataset.painted = seq;
  window.dispatchEvent(new CustomEvent(PAINTED, { detail: { seq } }));
}

// Call `then` whenever some chart has been painted; returns how to stop.
export function whenPainted(then) {
  window.addEventListener(PAINTED, then);
  return () => window.removeEventListener(PAINTED, then);
}

export function hasCharts() {
  return document.querySelector(CHART) !== null;
}

// Whether all charts show the change `seq` or a later one.
export function allShow(seq) {
  return [...document.querySelectorAll(CHART)].every(
    (element) => Number(element.dataset.painted) >= seq,
  );
}

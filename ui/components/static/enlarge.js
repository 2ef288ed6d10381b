// A figure for the last row: all that is measured in pixels, larger with the window.

// Where Plotly measures in pixels. Places are shares of the figure or values on an axis.
const PIXELS = new Set([
  "size", "width", "height", "l", "r", "t", "b", "pad", "xshift", "yshift",
  "ticklen", "gridwidth", "linewidth", "borderpad",
]);
// The window in which a figure has the size that it has on any other page: in one of 1080 pixels
// the letters at the ticks, of 13 pixels there, are 2% of the height.
const HEIGHT = 650;
const WIDTH = 900;

// How much larger: a phone, which nobody sees from a last row, has no room for it.
export function factor() {
  return Math.max(1, Math.min(window.innerHeight / HEIGHT, window.innerWidth / WIDTH));
}

export function enlarged(part, times) {
  // Places and colours are lists too, but of numbers and texts, which are left as they are.
  if (Array.isArray(part)) return part.map((inner) => enlarged(inner, times));
  if (part === null || typeof part !== "object" || ArrayBuffer.isView(part)) return part;
  return Object.fromEntries(
    Object.entries(part).map(([name, inner]) => [
      name,
      PIXELS.has(name) && typeof inner === "number" ? inner * times : enlarged(inner, times),
    ]),
  );
}

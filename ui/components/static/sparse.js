// Fewer points: a cloud of a thousand takes a browser longer than the hand that drags waits for.

// Points of a trace that are drawn while the hand moves, about.
const ENOUGH = 150;

// The traces with their clouds thinned. A run that jumps about is recorded in groups of four steps:
// an odd stride shows all four.
export function sparse(data) {
  return data.map((trace) => {
    const { x, y, mode } = trace;
    const single = Object.values({ ...trace, ...trace.marker }).filter(isList).length === 2;
    if (mode !== "markers" || !single || x.length < 2 * ENOUGH) return trace;
    const stride = 2 * Math.floor(x.length / ENOUGH / 2) + 1;
    const some = (values) => values.filter((_, index) => index % stride === 0);
    return { ...trace, x: some(x), y: some(y) };
  });
}

function isList(value) {
  return Array.isArray(value) || ArrayBuffer.isView(value);
}

// A chart as a file: at print size, light whatever the page is, with the names that a wide picture
// has room for.

import { plotly } from "./plotly.js";

// Pixels of the picture: a figure 16 cm wide is printed at 300 dots per inch.
const WIDTH = 1000;
const SCALE = 2;
const RGBA = /^rgba\((\d+),(\d+),(\d+),(.+)\)$/;
const HEX = /#[0-9a-f]{6}/g;

// `root` is the chart's element, `colors` what each colour of the page is on paper, both #rrggbb.
export async function save(root, { stem, colors }, format) {
  const library = await plotly();
  const { data, layout } = root;
  const figure = onPaper({ data, layout: { ...layout, annotations: fitting(layout) } }, colors);
  const size = { format, width: WIDTH, height: root.clientHeight, scale: SCALE };
  const link = document.createElement("a");
  link.href = await library.toImage(figure, size);
  link.download = `${stem}.${format}`;
  link.click();
}

// On a page a style sheet hides the names that do not fit; a picture has none.
function fitting({ annotations = [] }) {
  return annotations.map((each) => (each.name === "narrow" ? { ...each, visible: false } : each));
}

// A copy in the colours of paper.
function onPaper(part, colors) {
  if (typeof part === "string") {
    const [, red, green, blue, opacity] = RGBA.exec(part) ?? [];
    if (red === undefined) return part.replace(HEX, (color) => colors[color] ?? color);
    const [r, g, b] = channels(colors[hex([red, green, blue])] ?? hex([red, green, blue]));
    return `rgba(${r},${g},${b},${opacity})`;
  }
  if (Array.isArray(part)) return part.map((inner) => onPaper(inner, colors));
  // Arrays of numbers, and what has no colours in it, are as they were.
  if (Object.prototype.toString.call(part) !== "[object Object]") return part;
  return Object.fromEntries(
    Object.entries(part).map(([name, inner]) => [name, onPaper(inner, colors)]),
  );
}

function hex(numbers) {
  return `#${numbers.map((number) => Number(number).toString(16).padStart(2, "0")).join("")}`;
}

function channels(color) {
  return [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16));
}

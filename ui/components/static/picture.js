// Two buttons that save a chart of the page. picture.py says what their data are.

import { save } from "./print.js";
import { unpack } from "./unpack.js";

const FORMATS = ["png", "svg"];

const places = new WeakMap();

export default function ({ parentElement, data }) {
  let place = places.get(parentElement);
  if (place === undefined) {
    place = document.createElement("div");
    place.className = "picture-buttons";
    place.append(...FORMATS.map(button));
    parentElement.append(place);
    places.set(parentElement, place);
  }
  place.data = unpack(data);
}

function button(format) {
  const element = document.createElement("button");
  element.type = "button";
  element.textContent = `Save as ${format.toUpperCase()}`;
  element.addEventListener("click", () => {
    const { chart, picture } = element.parentElement.data;
    const shown = document.querySelector(`.st-key-${CSS.escape(chart)} .live-chart`);
    if (shown !== null) save(shown, picture, format);
  });
  return element;
}

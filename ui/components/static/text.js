// Text that follows a drag: HTML put in place, with none of the work that a page's own text costs.

import { unpack } from "./unpack.js";

export default function ({ parentElement, data }) {
  let place = parentElement.querySelector(":scope > .live-text");
  if (place === null) {
    place = document.createElement("div");
    place.className = "live-text";
    parentElement.append(place);
  }
  const { html } = unpack(data);
  if (place.source !== html) {
    place.source = html;
    place.innerHTML = html;
  }
}

// Text that follows a drag: HTML put in place, with none of the work that a page's own text costs.

export default function ({ parentElement, data }) {
  let place = parentElement.querySelector(":scope > .live-text");
  if (place === null) {
    place = document.createElement("div");
    place.className = "live-text";
    parentElement.append(place);
  }
  if (place.source !== data.html) {
    place.source = data.html;
    place.innerHTML = data.html;
  }
}

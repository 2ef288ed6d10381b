// A slider that reports while it is dragged. slider.py says what its data are.

import { Sender } from "./backpressure.js";
import { describe } from "./help.js";
import { unpack } from "./unpack.js";

const KEY_STEPS = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -10, PageUp: 10 };
// From one stop to the next while it plays; a slow page skips some.
const PLAY_MS = 90;
const PARTS = `
  <div class="ls-head">
    <button type="button" class="ls-play" hidden></button>
    <label class="ls-label"><span class="ls-name"></span> <span class="ls-symbol"></span></label>
    <button type="button" class="ls-help" hidden>?</button>
    <input type="text" class="ls-exact" inputmode="decimal" autocomplete="off" spellcheck="false">
  </div>
  <div class="ls-track">
    <input type="range" class="ls-range" min="0" step="any">
    <div class="ls-scale" aria-hidden="true">
      <span class="ls-mark" hidden></span>
      <span class="ls-mark-text" hidden></span>
      <div class="ls-ticks"></div>
    </div>
  </div>
  <p class="ls-refused" role="alert"></p>`;

// One control for each element that Streamlit gives us, through all its calls with new data.
const sliders = new WeakMap();

export default function ({ parentElement, data, setStateValue }) {
  let slider = sliders.get(parentElement);
  if (slider === undefined) {
    slider = new Slider(parentElement);
    sliders.set(parentElement, slider);
  }
  slider.report = setStateValue;
  slider.show(unpack(data));
  return () => {
    // Also called when only the data changed.
    if (!parentElement.isConnected) {
      slider.dispose();
      sliders.delete(parentElement);
    }
  };
}

class Slider {
  constructor(parent) {
    this.root = document.createElement("div");
    this.root.className = "live-slider";
    this.root.innerHTML = PARTS;
    parent.append(this.root);
    for (const name of ["name", "symbol", "help", "play", "exact", "range", "mark", "ticks", "mark-text", "refused"]) {
      this[name] = this.root.querySelector(`.ls-${name}`);
    }
    this.range.id = `ls-${crypto.randomUUID?.() ?? Math.random().toString(36).slice(2)}`;
    this.root.querySelector("label").htmlFor = this.range.id;
    this.sender = new Sender((value, seq, final) => this.report("moved", { value, seq, final }));
    this.held = false;
    this.moved = false;
    this.playing = null;
    this.listen();
  }

  listen() {
    this.range.addEventListener("pointerdown", () => {
      this.rest();
      this.held = true;
    });
    this.play.addEventListener("click", () => (this.playing === null ? this.run() : this.rest()));
    this.range.addEventListener("input", () => this.drag(Number(this.range.value)));
    // Released, wherever the pointer is by then; a lost pointer is a release too.
    for (const event of ["change", "pointerup", "pointercancel", "lostpointercapture"]) {
      this.range.addEventListener(event, () => {
        this.release();
        if (event !== "change" && this.handsKeysOver()) this.range.blur();
      });
    }
    this.range.addEventListener("keydown", (event) => this.press(event));
    this.range.addEventListener("keyup", () => this.release());
    this.range.addEventListener("blur", () => this.release());
    // Its first click has moved the value, and the server may not know that yet.
    this.range.addEventListener("dblclick", () => this.submit(this.data.default));
    this.exact.addEventListener("change", () => this.submit(this.exact.value));
    this.exact.addEventListener("focus", () => this.exact.select());
    this.exact.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        // Not the page's own Escape too.
        event.stopPropagation();
        this.exact.value = this.data.text;
        this.exact.blur();
      } else if (event.key === "Enter") {
        this.exact.blur();
      }
    });
    describe(this.help);
  }

  // New data from the server. What the hand is at, or has sent since, is newer.
  show(data) {
    this.data = data;
    this.range.max = data.stops.length - 1;
    this.name.textContent = data.label;
    this.symbol.innerHTML = data.symbol;
    this.exact.setAttribute("aria-label", `${data.label}: exact value`);
    this.help.hidden = !data.help;
    this.help.dataset.text = data.help;
    this.refused.textContent = data.refused;
    this.play.hidden = !data.play;
    this.sayPlaying();
    this.drawScale();
    this.sender.heard(data.seq);
    if (!this.held && !this.moved && data.seq >= this.sender.sent) {
      this.place(data.place, data.text, data.value);
    }
  }

  drawScale() {
    const { ticks, mark, stops } = this.data;
    const drawn = JSON.stringify([ticks, mark, stops.length]);
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    const share = (place) => `${(100 * place) / (stops.length - 1)}%`;
    this.ticks.replaceChildren(
      ...ticks.map(([place, text]) => {
        const tick = document.createElement("span");
        tick.style.setProperty("--at", share(place));
        tick.textContent = text;
        return tick;
      }),
    );
    this.mark.hidden = this["mark-text"].hidden = mark === null;
    this.root.classList.toggle("ls-marked", mark !== null);
    if (mark === null) return;
    const at = mark.place / (stops.length - 1);
    for (const part of [this.mark, this["mark-text"]]) part.style.setProperty("--at", share(mark.place));
    // Its text begins, has its middle or ends there, so that it stays on the track.
    this["mark-text"].dataset.side = at < 1 / 3 ? "right" : at > 2 / 3 ? "left" : "middle";
  }

  place(place, text, value) {
    this.range.value = place;
    const most = this.data.stops.length - 1;
    this.root.style.setProperty("--filled", `${(100 * place) / most}%`);
    if (document.activeElement !== this.exact) this.exact.value = text;
    const { mark } = this.data;
    const past = mark !== null && value > mark.value;
    this.range.setAttribute("aria-valuetext", past && mark.past ? `${text}, ${mark.past}` : text);
    if (mark !== null) {
      this["mark-text"].textContent = past && mark.past ? mark.past : mark.text;
      this.root.classList.toggle("ls-past", past);
    }
  }

  // To the stop nearest to a place on the track.
  drag(place) {
    const { stops, texts } = this.data;
    const index = Math.min(Math.max(Math.round(place), 0), stops.length - 1);
    this.place(index, texts[index], stops[index]);
    if (this.moved && this.index === index) return;
    this.index = index;
    this.moved = true;
    this.sender.offer(stops[index]);
  }

  release() {
    this.held = false;
    if (!this.moved) return;
    this.moved = false;
    // While it played there may have come to be fewer stops.
    const { stops } = this.data;
    this.sender.finish(stops[Math.min(this.index, stops.length - 1)]);
  }

  // A presenter's keys are for the page, as its style says: after a drag they are not this slider's.
  handsKeysOver() {
    return getComputedStyle(this.root).getPropertyValue("--page-has-keys").trim() !== "";
  }

  press(event) {
    const at = Number(this.range.value);
    const last = this.data.stops.length - 1;
    const step = KEY_STEPS[event.key];
    let to;
    if (event.key === "Home") to = 0;
    else if (event.key === "End") to = last;
    // From between two stops to the next one in the key's direction.
    else if (step !== undefined) to = step > 0 ? Math.floor(at + 1e-9) + step : Math.ceil(at - 1e-9) + step;
    else return;
    event.preventDefault();
    this.rest();
    this.drag(to);
  }

  // By itself, from where it is to the end; from the start if it is at the end.
  run() {
    const atEnd = () => Number(this.range.value) >= this.data.stops.length - 1;
    if (atEnd()) this.drag(0);
    this.playing = setInterval(() => {
      if (atEnd()) this.rest();
      else this.drag(Math.floor(Number(this.range.value) + 1e-9) + 1);
    }, PLAY_MS);
    this.sayPlaying();
  }

  rest() {
    if (this.playing === null) return;
    clearInterval(this.playing);
    this.playing = null;
    this.sayPlaying();
    this.release();
  }

  sayPlaying() {
    const does = this.playing === null ? "Play" : "Pause";
    this.play.textContent = this.playing === null ? "▶" : "❚❚";
    this.play.title = does;
    this.play.setAttribute("aria-label", `${does}: ${this.data.label}`);
  }

  // A number as text: the server reads it, and says so if it cannot.
  submit(text) {
    this.rest();
    this.held = this.moved = false;
    if (text.trim() === "") this.exact.value = this.data.text;
    else this.sender.finish(text);
  }

  dispose() {
    clearInterval(this.playing);
    this.sender.dispose();
  }
}

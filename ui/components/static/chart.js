// A chart that keeps one Plotly instance and updates it in place. chart.py says what its data are.

import { enlarged, factor } from "./enlarge.js";
import { sayPainted } from "./painted.js";
import { plotly } from "./plotly.js";
import { save } from "./print.js";
import { whenSeen } from "./seen.js";
import { sparse } from "./sparse.js";
import { unpack } from "./unpack.js";
import { Zoom } from "./zoom.js";

// A chart out of sight waits until no newer figure has come for so many ms; during a drag, when
// drawing it would hold up those in sight, for longer.
const REST = 250;
const REST_IN_DRAG = 2000;
const FORMATS = ["png", "svg"];
const CONFIG = { displayModeBar: false, responsive: true, scrollZoom: false, doubleClick: false, showTips: false };

// One chart for each element that Streamlit gives us, through all its calls with new data.
const charts = new WeakMap();

export default function ({ parentElement, data, setStateValue, key }) {
  let chart = charts.get(parentElement);
  if (chart === undefined) {
    chart = new Chart(parentElement, key);
    charts.set(parentElement, chart);
  }
  chart.report = setStateValue;
  chart.show(unpack(data));
  return () => {
    // Also called when only the data changed.
    if (!parentElement.isConnected) {
      chart.dispose();
      charts.delete(parentElement);
    }
  };
}

class Chart {
  constructor(parent, key) {
    this.root = document.createElement("div");
    this.root.className = "live-chart";
    this.root.dataset.liveChart = key;
    this.root.dataset.painted = -1;
    this.root.role = "img";
    this.tools = document.createElement("div");
    this.tools.className = "live-chart-tools";
    this.whole = this.tool("Zoom out", () => {
      this.zoom.end();
      this.redraw();
    });
    this.whole.hidden = true;
    this.formats = FORMATS.map((format) => {
      const name = format.toUpperCase();
      const button = this.tool(name, () => save(this.root, this.picture, format));
      button.className = "live-chart-save";
      button.title = `Save this chart as ${name}`;
      button.setAttribute("aria-label", button.title);
      return button;
    });
    parent.append(this.tools, this.root);
    this.zoom = new Zoom();
    this.drawn = null;
    this.wanted = null;
    this.busy = false;
    this.seen = false;
    this.resting = null;
    this.forget = whenSeen(this.root, (seen) => {
      this.seen = seen;
      if (seen) this.catchUp();
    });
    this.given = null;
    this.resized = () => {
      if (this.given?.large) this.show(this.given);
    };
    window.addEventListener("resize", this.resized);
    // Between being told to redraw for a theme and the redrawn figure.
    this.toldTheme = null;
  }

  tool(name, action) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = name;
    button.addEventListener("click", action);
    this.tools.append(button);
    return button;
  }

  show(payload) {
    this.given = payload;
    const figure = payload.large ? enlarged(payload.figure, factor()) : payload.figure;
    this.wanted = { ...payload, figure };
    this.picture = payload.picture;
    for (const button of this.formats) button.hidden = this.picture === null;
    this.root.setAttribute("aria-label", payload.alt);
    this.root.style.height = `${figure.layout.height}px`;
    this.followTheme(figure.layout.paper_bgcolor);
    if (this.seen) return this.catchUp();
    // Nobody sees it: the slider need not wait for it.
    if (this.drawn !== null) sayPainted(this.root, payload.seq);
    this.catchUpAtRest();
  }

  catchUp() {
    if (this.wanted !== null && !this.busy) this.draw();
  }

  catchUpAtRest() {
    clearTimeout(this.resting);
    const rest = this.wanted.final ? REST : REST_IN_DRAG;
    this.resting = setTimeout(() => this.catchUp(), rest);
  }

  // Draw what is wanted until nothing newer is: a figure that came meanwhile replaces the others.
  async draw() {
    this.busy = true;
    try {
      const library = await plotly();
      while (this.wanted !== null && this.root.isConnected) {
        const { figure, seq, final } = this.wanted;
        const data = final ? figure.data : sparse(figure.data);
        this.wanted = null;
        this.whole.hidden = !this.zoom.active;
        if (this.drawn === null) this.root.replaceChildren();
        await library.react(this.root, data, this.zoom.apply(figure.layout), CONFIG);
        if (this.drawn === null) this.zoom.listen(this.root, () => this.redraw());
        this.drawn = { figure, seq, final };
        await new Promise(requestAnimationFrame);
        if (this.seen || this.wanted === null) sayPainted(this.root, seq);
        if (!this.seen) break;
      }
    } catch (error) {
      // The next figure is drawn anew: what this one has left behind cannot be updated.
      window.Plotly?.purge(this.root);
      this.drawn = null;
      this.root.textContent = `The chart could not be drawn: ${error.message}`;
      throw error;
    } finally {
      this.busy = false;
      if (this.wanted !== null && this.root.isConnected) this.catchUpAtRest();
    }
  }

  redraw() {
    this.wanted ??= this.drawn;
    if (!this.busy) this.draw();
  }

  // The figure has the colours of the theme that the server knows of; tell it when that is over.
  followTheme(drawn) {
    const now = getComputedStyle(this.root).getPropertyValue("--st-background-color").trim();
    if (now === "" || sameColor(now, drawn)) this.toldTheme = null;
    else if (this.toldTheme !== now) {
      this.toldTheme = now;
      this.report("theme", now);
    }
  }

  dispose() {
    clearTimeout(this.resting);
    window.removeEventListener("resize", this.resized);
    this.forget();
    window.Plotly?.purge(this.root);
  }
}

function sameColor(one, other) {
  const [a, b] = [one, other].map((color) => {
    const probe = document.createElement("canvas").getContext("2d");
    probe.fillStyle = color;
    return probe.fillStyle;
  });
  return a === b;
}

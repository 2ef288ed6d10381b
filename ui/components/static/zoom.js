// Zooming with the mouse, kept while the figure changes under it.

// On a touch screen a finger on the chart scrolls the page.
const TOUCH = window.matchMedia("(pointer: coarse)");
const AXIS = /^[xy]axis\d*$/;
const RANGE = /^([xy]axis\d*)\.range\[([01])\]$/;

export class Zoom {
  constructor() {
    // Axis name to { type, range }: what the visitor has zoomed into.
    this.chosen = new Map();
  }

  // The layout with the ranges that the visitor has chosen, and ticks for any range there.
  apply(layout) {
    const shown = { ...layout, dragmode: TOUCH.matches ? false : layout.dragmode };
    // Plotly writes what the visitor zooms into into the axes it was given.
    for (const name of Object.keys(layout).filter((key) => AXIS.test(key))) {
      shown[name] = { ...layout[name], range: [...layout[name].range] };
    }
    for (const [name, { type, range }] of this.chosen) {
      // Between a logarithmic and a linear axis a range means something else.
      if (layout[name]?.type !== type) this.chosen.delete(name);
      else shown[name] = { ...layout[name], ...ticksFor(type, range), range: [...range] };
    }
    return shown;
  }

  // Note what the visitor does to a drawn chart; `redraw` is called when the ticks have to change.
  listen(element, redraw) {
    element.on("plotly_relayout", (changes) => {
      let changed = false;
      for (const [key, value] of Object.entries(changes)) {
        const [, name, end] = RANGE.exec(key) ?? [];
        if (name === undefined) continue;
        const { type, range } = element.layout[name];
        const known = this.chosen.get(name) ?? { type, range: [...range] };
        known.range[Number(end)] = value;
        this.chosen.set(name, known);
        changed = true;
      }
      if (changed) redraw();
    });
    element.on("plotly_doubleclick", () => {
      this.end();
      redraw();
    });
  }

  get active() {
    return this.chosen.size > 0;
  }

  end() {
    this.chosen.clear();
  }
}

// The figure's own ticks are those of its whole range.
function ticksFor(type, [low, high]) {
  const plain = { exponentformat: "power", minexponent: 3 };
  if (type !== "log") return { ...plain, tickmode: "auto", nticks: 6 };
  // Whole decades; 1, 2 and 5 where there are hardly any.
  return { ...plain, tickmode: "linear", dtick: high - low > 1.5 ? 1 : "D2" };
}

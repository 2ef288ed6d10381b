// Plotly, loaded once a page, from the installed package.

const LIBRARY = new URL("../phasescape.plotly/plotly.min.js", import.meta.url);

let loading;

export function plotly() {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = LIBRARY;
    script.addEventListener("load", () => resolve(window.Plotly));
    script.addEventListener("error", () => {
      loading = undefined;
      script.remove();
      reject(new Error("The drawing library could not be loaded."));
    });
    document.head.append(script);
  });
  return loading;
}

// A question mark that explains itself: on hover, on focus, on a tap.

const MARGIN = 8;

// `button.dataset.text` is the explanation, at the time when it is asked for.
export function describe(button) {
  const bubble = document.createElement("div");
  bubble.className = "ls-bubble";
  bubble.popover = "manual";
  bubble.role = "tooltip";
  button.after(bubble);

  const show = () => {
    bubble.textContent = button.dataset.text;
    bubble.showPopover();
    // In the top layer nothing cuts it off; it only has to stay inside the window.
    const at = button.getBoundingClientRect();
    const size = bubble.getBoundingClientRect();
    const right = window.innerWidth - size.width - MARGIN;
    const below = at.bottom + MARGIN / 2;
    bubble.style.left = `${Math.max(MARGIN, Math.min(at.left, right))}px`;
    bubble.style.top = `${below + size.height > window.innerHeight ? at.top - size.height - MARGIN / 2 : below}px`;
  };
  const hide = () => bubble.isConnected && bubble.hidePopover();
  for (const event of ["pointerenter", "focus", "click"]) button.addEventListener(event, show);
  for (const event of ["pointerleave", "blur"]) button.addEventListener(event, hide);
  button.addEventListener("keydown", (event) => event.key === "Escape" && hide());
  // What it says is read with its name.
  new MutationObserver(() =>
    button.setAttribute("aria-label", `Help: ${button.dataset.text}`),
  ).observe(button, { attributeFilter: ["data-text"] });
}

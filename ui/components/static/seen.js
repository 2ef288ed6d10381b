// Which elements are in sight; a page may be longer than its window.

const watched = new WeakMap();
const observer = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) watched.get(target)?.(isIntersecting);
});

// Call `then` with whether the element is in sight, now and at each change; returns how to stop.
export function whenSeen(element, then) {
  watched.set(element, then);
  observer.observe(element);
  return () => observer.unobserve(element);
}

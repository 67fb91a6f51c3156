// Reports which picks came into sight and which were used. It names the decision that drew them,
// never a visitor: it sets no cookie, keeps nothing in the browser, and no page waits for it.
//
// <section data-decision="id" data-events="address">
//   … data-product="kind:key" on each pick, data-add-all on a button that takes all of them

const waiting = new Map(); // section -> events not sent yet

const key = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

function send() {
  for (const [section, events] of waiting) {
    const { decision, events: address } = section.dataset;
    navigator.sendBeacon(address, JSON.stringify({ decision, events }));
  }
  waiting.clear();
}

function watch(section) {
  const reported = new Set(); // each once a page view
  const note = (verb, pick) => {
    const { product } = pick.dataset;
    if (reported.has(verb + product)) return;
    reported.add(verb + product);
    if (!waiting.has(section)) waiting.set(section, []);
    waiting.get(section).push({ verb, product, key: key() });
  };
  const picks = section.querySelectorAll("[data-product]");

  const inSight = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        note("shown", target);
        inSight.unobserve(target);
      }
      send();
    },
    { threshold: 0.5 },
  );
  picks.forEach((pick) => inSight.observe(pick));

  section.addEventListener("click", (event) => {
    const used = event.target.closest("a, button");
    if (!used) return;
    const pick = used.closest("[data-product]");
    if (pick) note("clicked", pick);
    else if (used.matches("[data-add-all]")) picks.forEach((each) => note("clicked", each));
    send();
  });
}

if (navigator.sendBeacon) document.querySelectorAll("[data-decision][data-events]").forEach(watch);

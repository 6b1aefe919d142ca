// Text becomes part of a page only without scripts, handlers and frames (Trusted Types). The first script of a page.
// The content policy lets no inline script run; this refuses the markup before it is in the page at all.

const FORBIDDEN = "script, iframe, frame, object, embed, base, link, meta";

const runs = ({ name, value }) => name.startsWith("on") || /^\s*javascript:/i.test(value);

function harmless(root) {
  if (root.querySelector(FORBIDDEN)) return false;
  return [...root.querySelectorAll("*")].every(
    (element) => ![...element.attributes].some(runs) && (!element.content?.querySelector || harmless(element.content)),
  );
}

if (window.trustedTypes) {
  const look = trustedTypes.createPolicy("look", { createHTML: (html) => html });
  const parsed = (html) => new DOMParser().parseFromString(look.createHTML(html), "text/html");
  trustedTypes.createPolicy("default", { createHTML: (html) => (harmless(parsed(html)) ? html : null) });
}

/**
 * A screen as a value, and the least change that makes the page equal to it.
 *
 * Elements with a key keep their identity (and so their focus, scroll and place under a finger) for as long as the key is on
 * the screen; elements without one are matched by position. Nothing is ever set as HTML or as inline style.
 */

export type Attribute = string | number | boolean | null | undefined;
export type Listener = (event: Event) => void;

export interface Shape {
  tag: string;
  key: string | null;
  attributes: Record<string, Attribute>;
  on: Record<string, Listener>;
  children: Child[];
}

export type Child = Shape | string;
export type Children = (Child | null | false | undefined | Children)[];

export interface Props {
  [attribute: string]: Attribute | Record<string, Listener>;
  on?: Record<string, Listener>;
}

function flat(children: Children): Child[] {
  const out: Child[] = [];
  for (const child of children) {
    if (Array.isArray(child)) out.push(...flat(child));
    else if (child !== null && child !== undefined && child !== false && child !== "") out.push(child);
  }
  return out;
}

export function h(tag: string, props: Props = {}, ...children: Children): Shape {
  const { on = {}, key = null, ...attributes } = props;
  return { tag, key: key === null ? null : String(key), attributes: attributes as Record<string, Attribute>, on, children: flat(children) };
}

interface Memory {
  key: string | null;
  on: Record<string, Listener>;
  names: Set<string>;
}

const memories = new WeakMap<Element, Memory>();

function hear(this: Element, event: Event): void {
  memories.get(this)?.on[event.type]?.(event);
}

function create(shape: Shape): Element {
  const element = document.createElement(shape.tag);
  memories.set(element, { key: shape.key, on: {}, names: new Set() });
  return element;
}

function setAttribute(element: Element, name: string, value: Attribute): void {
  if (name === "value" && (element instanceof HTMLInputElement || element instanceof HTMLSelectElement)) {
    if (element.value !== String(value ?? "")) element.value = String(value ?? "");
  } else if (name === "checked" && element instanceof HTMLInputElement) {
    element.checked = value === true;
  } else if (value === null || value === undefined || value === false) {
    element.removeAttribute(name);
  } else {
    const text = value === true ? "" : String(value);
    if (element.getAttribute(name) !== text) element.setAttribute(name, text);
  }
}

function dress(element: Element, shape: Shape): void {
  const memory = memories.get(element)!;
  for (const name of memory.names) {
    if (!(name in shape.attributes)) setAttribute(element, name, null);
  }
  memory.names = new Set(Object.keys(shape.attributes));
  for (const type of Object.keys(shape.on)) {
    if (!(type in memory.on)) element.addEventListener(type, hear);
  }
  memory.on = { ...Object.fromEntries(Object.keys(memory.on).map((type) => [type, () => undefined])), ...shape.on };
  patch(element, shape.children);
  // After the children, because a select can only take a value that one of its options has.
  for (const [name, value] of Object.entries(shape.attributes)) setAttribute(element, name, value);
}

function matches(node: Node, child: Child): boolean {
  if (typeof child === "string") return node.nodeType === Node.TEXT_NODE;
  return node instanceof Element && node.localName === child.tag && memories.get(node)?.key === child.key;
}

function find(from: Node | null, child: Child): Node | null {
  if (from && matches(from, child)) return from;
  if (typeof child === "string" || child.key === null) return null;
  for (let node = from; node; node = node.nextSibling) if (matches(node, child)) return node;
  return null;
}

/** Makes the children of `host` equal to `children`; whatever is already right is not touched. */
export function patch(host: Element, children: readonly Child[]): void {
  let at: Node | null = host.firstChild;
  for (const child of children) {
    const found = find(at, child);
    // A keyed element further on moves the ones in between out of the way instead of moving itself: it may hold the focus.
    while (found && at && at !== found) {
      const gone = at;
      at = at.nextSibling;
      if (children.some((other) => typeof other !== "string" && other.key !== null && matches(gone, other))) host.appendChild(gone);
      else host.removeChild(gone);
    }
    const node = found ?? host.insertBefore(typeof child === "string" ? document.createTextNode(child) : create(child), at);
    if (typeof child !== "string") dress(node as Element, child);
    else if (node.nodeValue !== child) node.nodeValue = child;
    at = node.nextSibling;
  }
  while (at) {
    const gone = at;
    at = at.nextSibling;
    host.removeChild(gone);
  }
}

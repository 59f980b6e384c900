/**
 * @file The presenter's window: empty, of the same realm, filled by a React portal. So there is no second model and
 * no second application, a slider in it changes the audience's slide, and it works from `file://`.
 */
let opened: Window | null = null;

export function openConsole(): Window | null {
  if (opened && !opened.closed) {
    opened.focus();
    return opened;
  }
  opened = window.open('', 'lesson7-console', 'popup,width=1280,height=800');
  return opened;
}

export function consoleWindow(): Window | null {
  return opened && !opened.closed ? opened : null;
}

export function closeConsole(): void {
  opened?.close();
  opened = null;
}

function isStyle(node: Node): node is HTMLStyleElement | HTMLLinkElement {
  const name = node.nodeName;
  return name === 'STYLE' || (name === 'LINK' && (node as HTMLLinkElement).rel === 'stylesheet');
}

/**
 * Copies the page's styles and root attributes, and copies later changes too: a widget's stylesheet loads with the widget, and the
 * theme may change. Returns what stops it.
 */
export function mirrorStyles(from: Document, to: Document): () => void {
  const copies = new Map<Node, HTMLElement>();
  const add = (node: Node) => {
    if (!isStyle(node) || copies.has(node)) return;
    const copy = to.importNode(node, true) as HTMLElement;
    // An empty window has no address of its own that a relative path could start from.
    if (node.nodeName === 'LINK') (copy as HTMLLinkElement).href = (node as HTMLLinkElement).href;
    copies.set(node, copy);
    to.head.append(copy);
  };
  const remove = (node: Node) => {
    copies.get(node)?.remove();
    copies.delete(node);
  };
  const attributes = () => {
    to.documentElement.lang = from.documentElement.lang;
    const { theme } = from.documentElement.dataset;
    if (theme) to.documentElement.dataset.theme = theme;
    else delete to.documentElement.dataset.theme;
  };
  for (const node of from.head.childNodes) add(node);
  attributes();
  const observer = new MutationObserver((records) => {
    for (const record of records) {
      record.removedNodes.forEach(remove);
      record.addedNodes.forEach(add);
      // Vite replaces the text of a style element when its source is edited.
      const style = record.target.parentNode;
      if (record.type === 'characterData' && style && copies.has(style)) {
        copies.get(style)!.textContent = style.textContent;
      }
    }
    attributes();
  });
  observer.observe(from.head, { childList: true, subtree: true, characterData: true });
  observer.observe(from.documentElement, { attributes: true, attributeFilter: ['lang', 'data-theme'] });
  return () => {
    observer.disconnect();
    for (const copy of copies.values()) copy.remove();
  };
}

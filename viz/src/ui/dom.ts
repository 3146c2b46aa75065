// Elements by function. Texts are set as text, never as markup.

type Child = Node | string | null;
type Props = Readonly<Record<string, string | number | boolean | EventListener | undefined>>;

// Properties whose name begins with 'on' are listeners; the others attributes; false and undefined leave one out.
export function h<K extends keyof HTMLElementTagNameMap>(tag: K, props: Props = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, '');
    else if (value !== false && value !== undefined) element.setAttribute(name, String(value));
  }
  for (const child of children) if (child !== null) element.append(child);
  return element;
}

// Calls `draw` only when what it depends on has changed, so that focus and scrolling stay where they are.
export class Slot {
  private key: string | null = null;

  constructor(readonly element: HTMLElement) {}

  show(key: string, draw: () => Child[]): void {
    if (key === this.key) return;
    this.key = key;
    const focused = this.element.contains(document.activeElement);
    this.element.replaceChildren(...draw().filter((child): child is Node | string => child !== null));
    if (!focused) return;
    // What had the focus is gone: whoever uses the keyboard goes on from here, not from the top of the page.
    this.element.tabIndex = -1;
    this.element.focus({ preventScroll: true });
  }
}

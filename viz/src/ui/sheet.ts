// On narrow pages what is selected lies as a sheet on the lower edge, over the map, or on low ones at the right, beside it
// (style.css says which these are). On wide pages it stays in the panel beside the map, and only `showMap` has a say.
import { h } from './dom';

const leastVisible = 0.6; // of the map, before the page scrolls to it

export class Sheet {
  private selected: string | null = null; // as text; null: not yet shown
  private from: HTMLElement | null = null; // had the focus before the sheet opened

  constructor(
    private readonly details: HTMLElement,
    private readonly main: HTMLElement,
    private readonly maps: HTMLElement,
    private readonly timeline: HTMLElement,
  ) {}

  isOpen(): boolean {
    return getComputedStyle(this.details).position === 'fixed';
  }

  // After the details are drawn. What the address names at first is no act of the user: the focus stays where it is.
  show(selected: string): void {
    const isFirst = this.selected === null;
    if (selected === this.selected) return;
    const wasOpen = this.isOpen();
    this.selected = selected;
    const focused = document.activeElement instanceof HTMLElement && document.activeElement !== document.body ? document.activeElement : null;
    this.main.classList.toggle('chosen', selected !== '');
    if (this.isOpen()) {
      this.details.scrollTop = 0;
      if (!wasOpen) this.from = focused;
      if (isFirst) return;
      this.details.tabIndex = -1;
      this.details.focus({ preventScroll: true });
    } else if (wasOpen) {
      if (focused === null || this.details.contains(focused)) this.back().focus({ preventScroll: true });
      this.from = null;
    }
  }

  // Where the focus goes when the sheet closes; not to a field, for which phones would show their keyboard.
  private back(): HTMLElement {
    const canvas = this.maps.querySelector<HTMLElement>('.map-box:not([hidden]) canvas') ?? this.maps;
    return this.from === null || !this.from.isConnected || this.from instanceof HTMLInputElement ? canvas : this.from;
  }

  // Pixels of the map's lower edge that lie below the sheet and the clock above it.
  coveredPx(): number {
    return this.isOpen() ? Math.max(0, this.maps.getBoundingClientRect().bottom - this.timeline.getBoundingClientRect().top) : 0;
  }

  // Scrolls to the map where too little of it is seen for what it is about to show.
  showMap(): void {
    const { top, bottom, height } = this.maps.getBoundingClientRect();
    if (Math.min(bottom, innerHeight) - Math.max(top, 0) >= leastVisible * height) return;
    const behavior = matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth';
    this.maps.scrollIntoView({ block: 'start', behavior });
  }
}

// The title, and a cross that closes what is selected.
export function head(title: string, close: { words: string; act: () => void } | null): HTMLElement {
  const cross = close === null ? null : h('button', { type: 'button', class: 'close', id: 'clear', 'aria-label': close.words, title: close.words, onclick: close.act }, '×');
  return h('div', { class: 'head' }, h('h2', { id: 'details-title' }, title), cross);
}

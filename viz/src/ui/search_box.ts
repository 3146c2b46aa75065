// A box to type into with a list of what fits: arrow keys, Enter and Escape as in other lists of this kind (WAI-ARIA combobox).
import { search, type Entry } from '../model/search';
import { text } from '../texts';
import type { Language } from '../model/state';
import { h } from './dom';

export class SearchBox {
  readonly element: HTMLElement;
  private readonly input: HTMLInputElement;
  private readonly list: HTMLElement;
  private readonly status: HTMLElement;
  private readonly label: HTMLElement;
  private found: Entry[] = [];
  private at = -1;
  private language: Language = 'vi';

  constructor(
    private readonly entries: () => readonly Entry[],
    private readonly choose: (entry: Entry) => void,
  ) {
    this.input = h('input', {
      id: 'search', type: 'search', autocomplete: 'off', spellcheck: 'false', role: 'combobox',
      'aria-expanded': 'false', 'aria-controls': 'found', 'aria-autocomplete': 'list',
    });
    this.list = h('ul', { id: 'found', role: 'listbox', hidden: true });
    this.status = h('p', { class: 'visually-hidden', role: 'status' });
    this.label = h('label', { for: 'search' });
    this.element = h('div', { class: 'search' }, this.label, this.input, this.list, this.status);
    this.input.addEventListener('input', () => this.look());
    this.input.addEventListener('keydown', (event) => this.key(event));
    this.input.addEventListener('blur', () => setTimeout(() => this.close(), 150));
  }

  speak(language: Language): void {
    this.language = language;
    this.label.textContent = text(language, 'search.label');
    this.list.setAttribute('aria-label', text(language, 'search.label'));
    this.input.placeholder = text(language, 'search.hint');
  }

  private look(): void {
    this.found = search(this.entries(), this.input.value);
    this.at = -1;
    const typed = this.input.value.trim() !== '';
    this.list.hidden = !typed;
    this.input.setAttribute('aria-expanded', String(typed));
    this.status.textContent = typed ? text(this.language, 'search.count', { count: String(this.found.length) }) : '';
    this.draw();
  }

  private draw(): void {
    this.list.replaceChildren(
      ...this.found.map((entry, row) => {
        const detail = [text(this.language, `found.${entry.kind}`), entry.detail].filter((part) => part !== '').join(', ');
        const item = h('li', { id: `found-${row}`, role: 'option', 'aria-selected': String(row === this.at) }, h('span', {}, entry.name), h('small', {}, detail));
        item.addEventListener('mousedown', (event) => {
          event.preventDefault();
          this.take(entry);
        });
        return item;
      }),
    );
    if (this.found.length === 0) {
      this.list.append(h('li', { role: 'option', 'aria-disabled': 'true', 'aria-selected': 'false' }, text(this.language, 'search.none')));
    }
    if (this.at >= 0) this.input.setAttribute('aria-activedescendant', `found-${this.at}`);
    else this.input.removeAttribute('aria-activedescendant');
  }

  private key(event: KeyboardEvent): void {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      if (this.found.length === 0) return;
      event.preventDefault();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      this.at = (this.at + step + this.found.length + (this.at < 0 && step < 0 ? 1 : 0)) % this.found.length;
      this.draw();
    } else if (event.key === 'Enter') {
      const entry = this.found[Math.max(0, this.at)];
      if (entry !== undefined) this.take(entry);
    } else if (event.key === 'Escape') {
      this.close();
    }
  }

  private take(entry: Entry): void {
    this.input.value = entry.name;
    this.close();
    this.choose(entry);
  }

  private close(): void {
    this.list.hidden = true;
    this.input.setAttribute('aria-expanded', 'false');
    this.input.removeAttribute('aria-activedescendant');
  }
}

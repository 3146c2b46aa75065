// Groups of choices: radio buttons that look like one bar, selects and checkboxes, with words in the language of the page.
import { h } from './dom';

export interface Choice {
  readonly value: string;
  readonly text: string;
}

let count = 0;

// A bar of radio buttons.
export class Bar {
  readonly element = h('fieldset', { class: 'bar' });
  private readonly name = `bar-${++count}`;

  constructor(private readonly changed: (value: string) => void) {}

  show(label: string, choices: readonly Choice[], value: string): void {
    const key = JSON.stringify([label, choices]);
    if (this.element.dataset.key !== key) {
      const focused = this.element.contains(document.activeElement);
      this.element.dataset.key = key;
      this.element.replaceChildren(h('legend', {}, label));
      for (const choice of choices) {
        const input = h('input', { type: 'radio', name: this.name, value: choice.value });
        input.addEventListener('change', () => this.changed(choice.value));
        this.element.append(h('label', {}, input, h('span', { title: choice.text }, choice.text)));
      }
      if (focused) this.element.querySelector<HTMLInputElement>(`input[value="${CSS.escape(value)}"]`)?.focus();
    }
    for (const input of this.element.querySelectorAll('input')) input.checked = input.value === value;
  }
}

export class Select {
  readonly element: HTMLElement;
  private readonly label = h('label');
  private readonly select: HTMLSelectElement;

  constructor(id: string, changed: (value: string) => void) {
    this.select = h('select', { id });
    this.label.htmlFor = id;
    this.select.addEventListener('change', () => changed(this.select.value));
    this.element = h('div', { class: 'field' }, this.label, this.select);
  }

  show(label: string, choices: readonly Choice[], value: string): void {
    const key = JSON.stringify(choices);
    this.label.textContent = label;
    if (this.select.dataset.key !== key) {
      this.select.dataset.key = key;
      this.select.replaceChildren(...choices.map((choice) => h('option', { value: choice.value }, choice.text)));
    }
    this.select.value = value;
  }

  set hidden(value: boolean) {
    this.element.hidden = value;
  }
}

export class Check {
  readonly element: HTMLElement;
  private readonly input: HTMLInputElement;
  private readonly words = h('span');
  private readonly note = h('small');

  constructor(id: string, changed: (value: boolean) => void) {
    this.input = h('input', { type: 'checkbox', id });
    this.input.addEventListener('change', () => changed(this.input.checked));
    this.element = h('label', { class: 'check' }, this.input, h('span', {}, this.words, ' ', this.note));
  }

  show(label: string, value: boolean, enabled = true, note = ''): void {
    this.words.textContent = label;
    this.note.textContent = note;
    this.input.checked = value;
    this.input.disabled = !enabled;
  }
}

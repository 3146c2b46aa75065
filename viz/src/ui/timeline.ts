// The clock below the maps: play, a slider of the day, how fast, and the day's profile behind the slider.
import { clockText, dayS, speeds, type Language } from '../model/state';
import { number, text } from '../texts';
import { h } from './dom';
import { Select } from './choices';

export interface TimelineEvents {
  play(): void;
  seek(timeS: number): void;
  speed(value: number): void;
}

const stepS = 60; // of an arrow key
const pageS = 3600; // of Page Up and Page Down

export class Timeline {
  readonly element: HTMLElement;
  private readonly button = h('button', { type: 'button', id: 'play' });
  private readonly slider = h('input', { type: 'range', id: 'time', min: 0, max: dayS - stepS, step: stepS });
  private readonly clock = h('output', { id: 'clock', for: 'time' });
  private readonly spoken = h('p', { class: 'visually-hidden', 'aria-live': 'polite', id: 'spoken-clock' });
  private readonly moving = h('span', { class: 'moving' });
  private readonly profile = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  private readonly speed: Select;
  private spokenHour = -1;

  constructor(events: TimelineEvents) {
    this.speed = new Select('speed', (value) => events.speed(Number(value)));
    this.button.addEventListener('click', () => events.play());
    this.slider.addEventListener('input', () => events.seek(Number(this.slider.value)));
    this.slider.addEventListener('keydown', (event) => {
      if (event.key !== 'PageUp' && event.key !== 'PageDown') return;
      event.preventDefault();
      this.slider.value = String(Number(this.slider.value) + (event.key === 'PageUp' ? pageS : -pageS)); // kept in range by itself
      events.seek(Number(this.slider.value));
    });
    this.profile.setAttribute('viewBox', '0 0 24 1');
    this.profile.setAttribute('preserveAspectRatio', 'none');
    this.profile.setAttribute('role', 'img');
    const track = h('div', { class: 'track' }, this.profile, this.slider, this.ticks());
    this.element = h('footer', { class: 'timeline' }, this.button, this.clock, track, this.moving, this.speed.element, this.spoken);
  }

  // Each under its bar's left edge.
  private ticks(): HTMLElement {
    const spans = [0, 3, 6, 9, 12, 15, 18, 21, 24].map((hour) => {
      const span = h('span', {}, String(hour));
      span.style.left = `${(100 * hour) / 24}%`;
      return span;
    });
    return h('div', { class: 'ticks', 'aria-hidden': 'true' }, ...spans);
  }

  show(language: Language, timeS: number, playing: boolean, speed: number): void {
    const clock = clockText(timeS);
    this.button.textContent = playing ? '❚❚' : '▶';
    this.button.setAttribute('aria-label', text(language, playing ? 'time.pause' : 'time.play'));
    this.slider.value = String(Math.floor(timeS / stepS) * stepS);
    this.slider.setAttribute('aria-label', text(language, 'time.slider'));
    this.slider.setAttribute('aria-valuetext', clock);
    this.clock.textContent = clock;
    this.clock.setAttribute('aria-label', text(language, 'time.clock'));
    this.profile.setAttribute('aria-label', text(language, 'time.profile'));
    this.speed.show(text(language, 'time.speed'), speeds.map((value) => ({ value: String(value), text: text(language, 'time.times', { times: number(language, value) }) })), String(speed));
    // Not each minute: a screen reader would never be silent.
    const hour = Math.floor(timeS / 3600);
    if (hour !== this.spokenHour) {
      this.spokenHour = hour;
      this.spoken.textContent = `${text(language, 'time.clock')}: ${clock}`;
    }
  }

  showMoving(words: string): void {
    this.moving.textContent = words;
  }

  // Bars of 24 values, or of two runs.
  showProfile(series: readonly (readonly number[])[]): void {
    const most = Math.max(1, ...series.flat().filter(Number.isFinite));
    this.profile.replaceChildren(
      ...series.flatMap((values, which) =>
        values.map((value, hour) => {
          const bar = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
          const height = Number.isFinite(value) ? value / most : 0;
          const width = 0.92 / series.length;
          bar.setAttribute('x', String(hour + 0.04 + which * width));
          bar.setAttribute('width', String(width));
          bar.setAttribute('y', String(1 - height));
          bar.setAttribute('height', String(height));
          bar.setAttribute('class', which === 0 ? 'first' : 'second');
          return bar;
        }),
      ),
    );
  }
}

// What the viewer shows, as one plain value; everything on the page follows from it and from the data.
import type { RoadMeasure } from './scales';

export type Language = 'vi' | 'en';
export type Mode = 'first' | 'second' | 'both' | 'difference';
// `people.worker`: those of one class.
export type PeopleMeasure = 'people' | 'visitors' | `people.${string}`;
export type ZoneMeasure = 'none' | 'service' | PeopleMeasure;

export interface Camera {
  readonly lng: number;
  readonly lat: number;
  readonly zoom: number;
  readonly bearing: number;
  readonly pitch: number;
}

export type Selection =
  | { readonly kind: 'link'; readonly id: string }
  | { readonly kind: 'street'; readonly id: string }
  | { readonly kind: 'site'; readonly service: string; readonly id: string }
  | { readonly kind: 'zone'; readonly id: string }
  | { readonly kind: 'sensor'; readonly id: string }; // its key

export interface State {
  readonly language: Language;
  readonly mode: Mode;
  readonly timeS: number; // of the day, 0 … 86400
  readonly playing: boolean;
  readonly speed: number; // simulated seconds in one
  readonly roads: RoadMeasure | 'none';
  readonly vehicles: string; // a class of vehicle, or 'all'; for volumes
  readonly service: string; // or 'none'
  readonly zones: ZoneMeasure;
  readonly moving: boolean;
  readonly gridlock: boolean;
  readonly observed: string; // a kind of observation, or 'none'
  readonly selection: Selection | null;
  readonly camera: Camera | null; // null: the whole city
}

export const dayS = 86_400;
export const speeds: readonly number[] = [1, 10, 60, 300, 900, 3600];

export const initialState: State = {
  language: 'vi',
  mode: 'first',
  timeS: 7 * 3600,
  playing: false,
  speed: 300,
  roads: 'volume',
  vehicles: 'all',
  service: 'none',
  zones: 'none',
  moving: false,
  gridlock: false,
  observed: 'none',
  selection: null,
  camera: null,
};

export function hourOf(timeS: number): number {
  return Math.min(23, Math.max(0, Math.floor(timeS / 3600)));
}

export function clockText(timeS: number): string {
  const minutes = Math.floor(timeS / 60);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

export class Store {
  private listeners: ((state: State, before: State) => void)[] = [];

  constructor(private value: State) {}

  get state(): State {
    return this.value;
  }

  set(change: Partial<State>): void {
    const before = this.value;
    this.value = { ...before, ...change };
    for (const listener of this.listeners) listener(this.value, before);
  }

  listen(listener: (state: State, before: State) => void): void {
    this.listeners.push(listener);
  }
}

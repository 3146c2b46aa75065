// What was observed beside what was simulated: of one device, and of all of them.
import type { Observed, Sensor } from '../data/observed';
import { atSameSpot, deviationAt, near } from '../model/observed';
import { hourOf, type Language, type State } from '../model/state';
import { isTextKey, number, text, textOr, type TextKey } from '../texts';
import type { Series } from './chart';
import type { Details } from './details';

const observedColour = '#c2571a';
const simulatedColour = '#22605f';

function classWords(sensor: Sensor, language: Language): string {
  return sensor.classes.map((kind) => textOr(language, `kind.${kind}`)).join(', ');
}

// Tells the sensors of one kind apart.
export function sensorName(sensor: Sensor, language: Language): string {
  const place = sensor.street === '' ? sensor.id : `${sensor.street}: ${sensor.id}`;
  return sensor.classes.length === 0 ? place : `${place} (${classWords(sensor, language)})`;
}

// Tells all sensors apart.
export function seriesName(sensor: Sensor, language: Language): string {
  return `${sensorName(sensor, language)}: ${text(language, `observed.${sensor.kind}`)}`;
}

function unitOf(sensor: Sensor, state: State): string {
  const walks = sensor.kind === 'count' && sensor.classes.length === 1 && sensor.classes[0] === 'walker';
  return text(state.language, walks ? 'roads.walkers.unit' : `observed.${sensor.kind}.unit`);
}

function values(of: readonly (number | null)[]): number[] {
  return of.map((value) => value ?? Number.NaN);
}

function deviationWords(sensor: Sensor, state: State, hour: number): string {
  const value = deviationAt(sensor, hour);
  return sensor.kind === 'count' ? number(state.language, Math.abs(value)) : `${number(state.language, value, true)} %`;
}

export function sensorTip(sensor: Sensor, state: State): string[] {
  const { language } = state;
  const hour = hourOf(state.timeS);
  const unit = unitOf(sensor, state);
  const say = (of: readonly (number | null)[]): string => `${number(language, of[hour] ?? Number.NaN)} ${unit}`;
  return [
    sensorName(sensor, language),
    `${text(language, 'series.observed')}: ${say(sensor.observed)}`,
    `${text(language, 'series.simulated')}: ${say(sensor.simulated)}`,
    `${text(language, sensor.kind === 'count' ? 'observed.gehName' : 'observed.difference')}: ${deviationWords(sensor, state, hour)}`,
  ];
}

// 'x of y' and the share.
export function nearWords(sensors: readonly Sensor[], hour: number | null, state: State): string {
  const { near: count, of } = near(sensors, hour);
  const share = of > 0 ? ` (${number(state.language, Math.round((100 * count) / of))} %)` : '';
  return `${text(state.language, 'observed.of', { count: number(state.language, count), all: number(state.language, of) })}${share}`;
}

// How near the whole day is, by the sensors of the kind that is shown.
export function nearFacts(sensors: readonly Sensor[], state: State): [string, string][] {
  if (sensors.length === 0) return [];
  const key: TextKey = sensors[0]!.kind === 'count' ? 'observed.nearGeh' : 'observed.nearPercent';
  return [
    [text(state.language, key), nearWords(sensors, hourOf(state.timeS), state)],
    [text(state.language, 'observed.nearDay'), nearWords(sensors, null, state)],
  ];
}

export function sensorDetails(sensor: Sensor, observed: Observed, state: State): Details {
  const { language } = state;
  const hour = hourOf(state.timeS);
  const unit = unitOf(sensor, state);
  const series: Series[] = [
    { name: text(language, 'series.observed'), values: values(sensor.observed), colour: observedColour, dashed: true },
    { name: text(language, 'series.simulated'), values: values(sensor.simulated), colour: simulatedColour },
  ];
  const facts: [string, string][] = series.map((one) => [one.name, `${number(language, one.values[hour]!)} ${unit}`]);
  facts.push([text(language, sensor.kind === 'count' ? 'observed.gehName' : 'observed.difference'), deviationWords(sensor, state, hour)]);
  facts.push([text(language, 'observed.nearDay'), nearWords([{ ...sensor, used: true }], null, state)]);
  if (sensor.classes.length > 0) facts.push([text(language, 'layers.vehicles'), classWords(sensor, language)]);
  if (!sensor.used) facts.push([text(language, 'observed.doubted'), text(language, 'observed.notCounted')]);
  for (const issue of sensor.issues) {
    const key = `issue.${issue.kind}`;
    facts.push([isTextKey(key) ? text(language, key) : textOr(language, key), issue.message]);
  }
  return {
    title: sensorName(sensor, language),
    subtitle: text(language, `observed.${sensor.kind}`),
    facts,
    charts: [{ title: text(language, `observed.${sensor.kind}`), unit, series }],
    street: sensor.street === '' ? null : sensor.street,
    others: atSameSpot(observed, sensor).map((one) => ({ text: seriesName(one, language), observed: one.kind, selection: { kind: 'sensor', id: one.key } })),
  };
}

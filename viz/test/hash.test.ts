import { describe, expect, it } from 'vitest';
import { fromHash, toHash } from '../src/model/hash';
import { initialState, type State } from '../src/model/state';

const full: State = {
  language: 'en',
  mode: 'difference',
  timeS: 17 * 3600 + 25 * 60,
  playing: false,
  speed: 60,
  roads: 'delay',
  vehicles: 'motorbike',
  service: 'car_parking',
  zones: 'visitors',
  moving: true,
  gridlock: true,
  observed: 'travel_time',
  selection: { kind: 'site', service: 'wifi', id: 'hotspot-pier/cang-tuan-chau/0' },
  camera: { lng: 107.05123, lat: 20.95, zoom: 13.25, bearing: 30, pitch: 45 },
};

describe('the view in the address', () => {
  it('comes back as it was', () => {
    expect({ ...initialState, ...fromHash(toHash(full)) }).toEqual(full);
    expect({ ...initialState, ...fromHash(toHash(initialState)) }).toEqual(initialState);
    expect(fromHash(toHash({ ...full, zones: 'people.foreign_visitor' })).zones).toBe('people.foreign_visitor');
  });
  it('keeps the first of two results, and ignores what is no key of ours', () => {
    expect(fromHash(toHash({ ...full, mode: 'first' })).mode).toBe('first');
    expect(fromHash('#r=toString').roads).toBeUndefined();
  });
  it('keeps names with marks, blanks, colons and signs', () => {
    for (const id of ['Trần Quốc Nghiễn', 'a:b&c=d#e', '100% «x»']) {
      const state: State = { ...initialState, selection: { kind: 'street', id } };
      expect(fromHash(toHash(state)).selection).toEqual({ kind: 'street', id });
    }
  });
  it('ignores what cannot be read', () => {
    for (const hash of ['', '#', '#c=a,b,c&t=99&r=x&v=all&z=1&p=7&x=link:&l=fr', '#x=site:wifi', '#x=:a', '#c=200,1,1', '#s=<b>&k=A%20b&z=people.<b>', '#z=people.']) {
      expect(fromHash(hash)).toEqual({});
    }
  });
  it('keeps the time inside the day and the camera inside its limits', () => {
    expect(fromHash('#t=31:99').timeS).toBe(86_340);
    expect(fromHash('#c=107,20.9,99,10,89').camera).toEqual({ lng: 107, lat: 20.9, zoom: 22, bearing: 10, pitch: 60 });
  });
});

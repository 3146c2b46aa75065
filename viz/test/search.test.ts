import { describe, expect, it } from 'vitest';
import { entryOf, fit, folded, search } from '../src/model/search';

const entries = [
  entryOf('street', 1, 'Trần Quốc Nghiễn'),
  entryOf('street', 2, 'Trần Hưng Đạo'),
  entryOf('street', 3, 'Nguyễn Văn Cừ'),
  entryOf('place', 4, 'Bãi tắm Bãi Cháy'),
  entryOf('zone', 5, 'Bãi Cháy'),
  entryOf('street', 6, 'Bãi Cháy'),
];

describe('folded', () => {
  it('takes off marks and case, in composed and in decomposed form', () => {
    expect(folded('Trần Quốc Nghiễn')).toBe('tran quoc nghien');
    expect(folded('Trần Quốc Nghiễn'.normalize('NFD'))).toBe('tran quoc nghien');
    expect(folded('ĐƯỜNG Đông–Tây  (18A)')).toBe('duong dong tay 18a');
    expect(folded('  ')).toBe('');
  });
});

describe('search', () => {
  it('finds with and without marks, by any words in any order', () => {
    expect(search(entries, 'tran quoc nghien')[0]?.row).toBe(1);
    expect(search(entries, 'Trần Quốc Nghiễn')[0]?.row).toBe(1);
    expect(search(entries, 'nghien tran')[0]?.row).toBe(1);
    expect(search(entries, 'NGUYEN v')[0]?.row).toBe(3);
  });
  it('puts the whole name first, and places and streets before zones', () => {
    expect(search(entries, 'bai chay').map((entry) => entry.row)).toEqual([6, 5, 4]);
  });
  it('finds nothing for nothing, for blanks and for what is not there', () => {
    for (const typed of ['', '   ', '()', 'xyz']) expect(search(entries, typed)).toEqual([]);
  });
  it('keeps to the number asked for', () => {
    expect(search(entries, 'b', 1)).toHaveLength(1);
  });
  it('matches beginnings of words only', () => {
    expect(fit(entries[0]!, ['ghien'])).toBe(0);
    expect(fit(entries[0]!, ['tran'])).toBeGreaterThan(1);
  });
});

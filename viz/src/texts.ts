// All words of the page in both languages, and numbers in the form of each.
import catalogue from './texts.json';
import type { Language } from './model/state';

export type TextKey = keyof typeof catalogue;

export function isTextKey(key: string): key is TextKey {
  return Object.hasOwn(catalogue, key);
}

// The text with {names} filled in.
export function text(language: Language, key: TextKey, values: Readonly<Record<string, string>> = {}): string {
  return catalogue[key][language].replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');
}

// The text of a key made at run time, such as 'service.' + id; the key's last part where the catalogue has none.
export function textOr(language: Language, key: string): string {
  return isTextKey(key) ? text(language, key) : key.slice(key.indexOf('.') + 1).replaceAll('_', ' ');
}

const locales: Readonly<Record<Language, string>> = { vi: 'vi-VN', en: 'en-GB' };
const formats = new Map<string, Intl.NumberFormat>();

export function localeOf(language: Language): string {
  return locales[language];
}

// Whole numbers from 100 on, else three significant digits; '–' for what is not a number.
export function number(language: Language, value: number, signed = false): string {
  if (!Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  const digits = size >= 100 || Number.isInteger(value) ? 0 : size >= 10 ? 1 : 2;
  const key = `${language}${digits}${signed}`;
  let format = formats.get(key);
  if (format === undefined) {
    format = new Intl.NumberFormat(localeOf(language), {
      maximumFractionDigits: digits,
      signDisplay: signed ? 'exceptZero' : 'auto',
    });
    formats.set(key, format);
  }
  return format.format(value).replace('-', '−');
}

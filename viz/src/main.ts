// Opens the results that lie beside the page and starts the viewer.
import { loadBase } from './data/base';
import { fetcherOf, readJson } from './data/bundle';
import { asObserved } from './data/observed';
import { Pairs } from './data/pairs';
import { asResultList } from './data/result_list';
import { Run } from './data/run';
import { App } from './app';
import { fromHash } from './model/hash';
import { text } from './texts';
import { initialState } from './model/state';

const page = document.getElementById('page')!;

async function start(): Promise<void> {
  performance.mark('halong-script');
  const language = fromHash(location.hash).language ?? initialState.language;
  page.textContent = text(language, 'app.loading');
  const list = asResultList(await readJson(fetcherOf('.'), 'results.json', '.'));
  const runs = await Promise.all(list.results.map((one) => Run.open(one.name, fetcherOf(`./${one.folder}`))));
  // What the first picture needs comes while the roads do; index.html asks for the first result's even before this script.
  for (const run of runs) run.file('links-volume.bin').catch(() => undefined);
  const pairs = list.pairs === undefined ? null : await Pairs.open(list.pairs, runs[0]!.manifest, fetcherOf(`./${list.pairs}`));
  const observed = list.observed === undefined ? null : asObserved(await readJson(fetcherOf(`./${list.observed}`), 'observed.json', list.observed), list.observed);
  const bases = await Promise.all(runs.map(loadBase));
  performance.mark('halong-data');
  page.replaceChildren();
  new App(page, runs, bases, pairs, observed);
}

start().catch((error: unknown) => {
  const language = fromHash(location.hash).language ?? initialState.language;
  const why = error instanceof Error ? error.message : String(error);
  const message = document.createElement('p');
  message.className = 'failed';
  message.setAttribute('role', 'alert');
  message.textContent = text(language, 'app.failed', { why });
  page.replaceChildren(message);
});

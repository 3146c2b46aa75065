// Opens the results that lie beside the page and starts the viewer.
import { loadBase } from './data/base';
import { Run, fetcherOf } from './data/run';
import { App } from './app';
import { fromHash } from './model/hash';
import { text } from './texts';
import { initialState } from './model/state';

interface ResultList {
  readonly format: string;
  readonly results: readonly { readonly folder: string; readonly name: string }[];
}

const page = document.getElementById('page')!;

async function start(): Promise<void> {
  performance.mark('halong-script');
  const language = fromHash(location.hash).language ?? initialState.language;
  page.textContent = text(language, 'app.loading');
  const list = JSON.parse(new TextDecoder().decode(await fetcherOf('.')('results.json'))) as ResultList;
  const runs = await Promise.all(list.results.map((one) => Run.open(one.name, fetcherOf(`./${one.folder}`))));
  // What the first picture needs comes while the roads do; index.html asks for the first result's even before this script.
  for (const run of runs) run.file('links-volume.bin').catch(() => undefined);
  const bases = await Promise.all(runs.map(loadBase));
  performance.mark('halong-data');
  page.replaceChildren();
  new App(page, runs, bases);
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

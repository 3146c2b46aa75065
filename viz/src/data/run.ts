// One run: its manifest at once, its columns when somebody asks for them.
import { Bundle, readJson, type Fetcher } from './bundle';
import { asManifest, asTexts, type Manifest, type Texts } from './manifest';

export class Run extends Bundle {
  private constructor(
    name: string,
    readonly manifest: Manifest,
    readonly texts: Texts,
    fetcher: Fetcher,
  ) {
    super(name, manifest, fetcher);
  }

  static async open(name: string, fetcher: Fetcher): Promise<Run> {
    const [manifest, texts] = await Promise.all([readJson(fetcher, 'manifest.json', name), readJson(fetcher, 'texts.json', name)]);
    const checked = asManifest(manifest, name);
    return new Run(name, checked, asTexts(texts, checked, name), fetcher);
  }
}

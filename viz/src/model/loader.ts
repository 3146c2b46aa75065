// What has come is at hand at once; what has not is asked for, and the page is told when it comes.
export class Loader {
  private readonly ready = new Map<string, unknown>();
  private readonly asked = new Set<string>();

  constructor(private readonly tell: (error: Error | null) => void) {}

  // The value when it has come, else undefined: `make` is then under way, and the page is told when it ends. What failed
  // once is not asked for again: the page would ask with every picture.
  later<T>(key: string, make: () => Promise<T>): T | undefined {
    if (this.ready.has(key)) return this.ready.get(key) as T;
    if (!this.asked.has(key)) {
      this.asked.add(key);
      make().then(
        (value) => {
          this.ready.set(key, value);
          this.tell(null);
        },
        (error: unknown) => this.tell(error instanceof Error ? error : new Error(String(error))),
      );
    }
    return undefined;
  }
}

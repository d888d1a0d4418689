/** A person with a browser without a window: follows redirects, keeps cookies, and sends every form that it meets. */
export class Browser {
  readonly #cookies = new Map<string, string>();
  readonly #entered: Readonly<Record<string, string>>;
  readonly #pressed: string | undefined;

  /**
   * @param entered into fields of these names
   * @param pressed the name of a button that ends it all, if a form has it
   */
  constructor(entered: Readonly<Record<string, string>>, pressed?: string) {
    this.#entered = entered;
    this.#pressed = pressed;
  }

  /**
   * Goes on until there is no form any more.
   *
   * @param stopsAt where it does not go, because nobody listens there
   * @returns the last URL, and the text of its page
   */
  async visit(start: URL, stopsAt = 'none:'): Promise<{ readonly url: URL; readonly page: string }> {
    let url = start;
    let body: URLSearchParams | undefined;
    let isEnding = false;
    for (let step = 0; step < 30; step++) {
      if (url.href.startsWith(stopsAt)) return { url, page: '' };
      const response = await fetch(url, {
        method: body ? 'POST' : 'GET',
        body: body ?? null,
        headers: { cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
        redirect: 'manual',
      });
      this.#keepCookies(response);
      const page = await response.text();
      const location = response.headers.get('location');
      body = location === null && !isEnding ? this.#formIn(page) : undefined;
      isEnding ||= this.#pressed !== undefined && body?.has(this.#pressed) === true;
      const next = location ?? (body && /<form[^>]* action="([^"]*)"/.exec(page)![1]!);
      if (!next) return { url, page };
      url = new URL(next, url);
    }
    throw new Error(`no end of redirects and forms at ${url}`);
  }

  #keepCookies(response: Response): void {
    for (const cookie of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie)!;
      if (value === '') this.#cookies.delete(name!);
      else this.#cookies.set(name!, value!);
    }
  }

  #formIn(page: string): URLSearchParams | undefined {
    if (!page.includes('<form')) return undefined;
    const form = new URLSearchParams();
    for (const [input] of page.matchAll(/<input[^>]*>/g)) {
      const name = /name="([^"]*)"/.exec(input)?.[1];
      const value = /value="([^"]*)"/.exec(input)?.[1];
      if (name !== undefined) form.set(name, this.#entered[name] ?? value ?? '');
    }
    if (this.#pressed && page.includes(`name="${this.#pressed}"`)) form.set(this.#pressed, 'yes');
    return form;
  }
}

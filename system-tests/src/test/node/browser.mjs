// A browser as far as signing in is concerned: it keeps cookies, follows redirects within the server, sends forms.
export class Browser {
  #cookies = new Map();
  #origin;

  constructor(server) {
    this.#origin = new URL(server).origin;
  }

  async #send(url, init = {}) {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await fetch(url, { ...init, redirect: "manual", headers: { ...init.headers, cookie } });
    for (const each of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(each);
      if (/Max-Age=0/i.test(each)) {
        this.#cookies.delete(name);
      } else {
        this.#cookies.set(name, value);
      }
    }
    return response;
  }

  /** Goes there, and on as long as redirects stay with the server: a page, or the address that leads away. */
  async go(url, init) {
    let here = new URL(url);
    let response = await this.#send(here, init);
    for (let i = 0; i < 10; i++) {
      const location = response.headers.get("location");
      if (!location) {
        return { url: here, page: await response.text(), status: response.status };
      }
      here = new URL(location, here);
      if (here.origin !== this.#origin) {
        return { url: here };
      }
      response = await this.#send(here);
    }
    throw new Error(`too many redirects: ${here}`);
  }

  /** Sends the page's form with these values beside what stands in it. */
  async submit({ url, page }, values = {}) {
    const form = formOf(page);
    return this.go(new URL(form.action, url), {
      method: "POST",
      headers: { origin: this.#origin, "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams({ ...form.fields, ...values }).toString(),
    });
  }
}

export function formOf(page) {
  const action = /<form[^>]*action="([^"]*)"/.exec(page);
  if (!action) {
    throw new Error(`no form on the page:\n${page}`);
  }
  const fields = {};
  for (const [input] of page.matchAll(/<input[^>]*>/g)) {
    fields[/ name="([^"]*)"/.exec(input)[1]] = unescape(/ value="([^"]*)"/.exec(input)?.[1] ?? "");
  }
  return { action: unescape(action[1]), fields };
}

function unescape(text) {
  return text.replaceAll("&quot;", '"').replaceAll("&#39;", "'").replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

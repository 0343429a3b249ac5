import type { Page } from 'playwright-core';

/** Whether one has to scroll sideways. */
export const isTooWide = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);

/** What somebody reads or hears on the page. */
export const words = (page: Page) =>
  page.evaluate(() => {
    const language = document.documentElement.lang;
    const isIn = (element: Element | null) => element?.closest('[lang]')?.getAttribute('lang') === language; // another language's name is said in it
    const said = [document.title];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const { parentElement, textContent } = walker.currentNode;
      if (parentElement?.checkVisibility() && isIn(parentElement)) said.push(textContent ?? '');
    }
    for (const attribute of ['aria-label', 'alt', 'title', 'placeholder']) {
      for (const element of document.querySelectorAll(`[${attribute}]`)) if (isIn(element)) said.push(element.getAttribute(attribute) ?? '');
    }
    return said.map((text) => text.trim()).filter((text) => text);
  });

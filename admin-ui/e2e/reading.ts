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

/** Words of tables that are broken in two, but for what is no word: codes, addresses, and what is longer than words are. */
export const brokenWords = (page: Page) =>
  page.evaluate(() => {
    const broken = new Set<string>();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const { currentNode: node } = walker;
      if (!node.parentElement?.closest('td, th') || node.parentElement.closest('.lw-code')) continue;
      for (const { 0: word, index } of (node.textContent ?? '').matchAll(/(?<!\S)\p{L}{2,14}(?!\S)/gu)) {
        const range = document.createRange();
        range.setStart(node, index);
        range.setEnd(node, index + word.length);
        if (new Set(Array.from(range.getClientRects(), ({ top }) => top)).size > 1) broken.add(word);
      }
    }
    return [...broken];
  });

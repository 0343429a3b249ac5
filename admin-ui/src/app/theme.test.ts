import { afterEach, describe, expect, it, vi } from 'vitest';
import { chooseTheme, currentTheme } from './theme';

const systemIsDark = (matches: boolean) => vi.stubGlobal('matchMedia', () => ({ matches, addEventListener: () => {}, removeEventListener: () => {} }));

afterEach(() => systemIsDark(false));

describe('the theme', () => {
  it("is the system's until one is chosen", () => {
    systemIsDark(true);
    expect(currentTheme()).toBe('dark');
    systemIsDark(false);
    expect(currentTheme()).toBe('light');
  });

  it('is remembered when chosen, and shown at once', () => {
    systemIsDark(false);
    chooseTheme('dark');
    expect(document.documentElement).toHaveClass('pf-v6-theme-dark');
    expect(currentTheme()).toBe('dark');
  });

  it('follows the system again when the choice equals it', () => {
    systemIsDark(false);
    chooseTheme('dark');
    chooseTheme('light');
    systemIsDark(true);
    expect(currentTheme()).toBe('dark');
  });
});

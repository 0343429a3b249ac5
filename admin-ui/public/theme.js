// Runs before the first paint, so that a dark page never flashes white. src/app/theme.ts takes over from here.
(() => {
  let chosen = null;
  try {
    chosen = localStorage.getItem('lightwave.theme');
  } catch {
    // Storage may be closed to us; the system's choice then holds.
  }
  const dark = chosen ? chosen === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  document.documentElement.classList.toggle('pf-v6-theme-dark', dark);
})();

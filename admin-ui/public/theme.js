// Runs before the first paint, so that a dark page never flashes white, nor the sign-in page in English for whoever may
// read another language. src/app/theme.ts and src/sign-in/page.ts take over from here.
(() => {
  let chosen = null;
  let language = null;
  try {
    chosen = localStorage.getItem('lightwave.theme');
    language = localStorage.getItem('lightwave.language');
  } catch {
    // Storage may be closed to us; the system's choice then holds.
  }
  const dark = chosen ? chosen === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  document.documentElement.classList.toggle('pf-v6-theme-dark', dark);
  if (!/^en/i.test(language ?? navigator.language)) document.documentElement.classList.add('lw-waits');
})();

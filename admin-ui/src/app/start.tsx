import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App';

export function start() {
  const root = document.getElementById('root');
  if (!root) throw new Error('index.html has no #root');
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}

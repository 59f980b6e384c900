/** @file Starts the page: styles, theme, language, deck. */
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import 'katex/dist/katex.min.css';
import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';
import './styles/deck.css';
import './styles/parts.css';
import './styles/console.css';
import { App, loadFirstWords } from './app/App.tsx';
import { restoreLanguage } from './app/language.ts';
import { registerServiceWorker } from './app/offline.ts';
import { followTheme } from './deck/chrome/theme.ts';

followTheme();
restoreLanguage();
loadFirstWords();
registerServiceWorker();
createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <App />
  </StrictMode>,
);

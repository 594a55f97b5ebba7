import './app/zod-without-eval.ts';
import '@fontsource-variable/inter/wght.css';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { createServices } from './app/services.ts';
import { createBrowserApi } from './host/browser-api.ts';
import './styles/main.css';

const container = document.getElementById('root');
if (container === null) throw new Error('index.html has no #root');
// The preload's `window.api` (desktop), or the loopback host's, which takes the access token out of the address.
const host = window.api ?? createBrowserApi();
createRoot(container).render(<App services={createServices(host)} />);

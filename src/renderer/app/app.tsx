import { Router } from 'wouter';
import { useHashLocation } from 'wouter/use-hash-location';
import { Toaster } from '../components/toaster.tsx';
import { TooltipProvider } from '../components/tooltip.tsx';
import { Appearance } from './appearance.tsx';
import { CrashScreen } from './crash-screen.tsx';
import { Frame } from './frame.tsx';
import { ServicesContext, type Services } from './services.ts';

export function App({ services }: { readonly services: Services }) {
  return (
    <ServicesContext value={services}>
      <CrashScreen>
        <Router hook={useHashLocation}>
          <TooltipProvider>
            <Appearance />
            <Frame />
            <Toaster store={services.toasts} />
          </TooltipProvider>
        </Router>
      </CrashScreen>
    </ServicesContext>
  );
}

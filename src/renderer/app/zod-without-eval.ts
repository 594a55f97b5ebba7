import { z } from 'zod';

// zod would compile schemas with `new Function`, which the Content-Security-Policy forbids. A schema looks at this when
// it is made, so this module must be imported before any that makes one.
z.config({ jitless: true });

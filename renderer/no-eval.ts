import { z } from 'zod';

// The window's content security policy forbids eval. zod asks before it uses it, and the question alone is reported
// as a violation, so it is told first: this file must be imported before any schema.
z.config({ jitless: true });

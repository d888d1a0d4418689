import { describe } from 'vitest';
import { faultTable } from './fault-table.ts';
import { localBackend } from './local-backend.ts';

describe('what befalls an agent, on this machine', () => faultTable('local', async () => localBackend()));

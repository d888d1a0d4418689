import { describe } from 'vitest';
import { killTable } from './kill-table.ts';
import { localBackend } from './local-backend.ts';

describe('an agent that is killed, on this machine', () => killTable(async () => localBackend()));

import { describe } from 'vitest';
import { faultTable } from './fault-table.ts';
import { motoBackend } from './moto-backend.ts';

describe('what befalls an agent, on SQS and S3', () => faultTable('SQS and S3', motoBackend));

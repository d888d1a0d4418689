import { describe, expect, test } from 'vitest';
import { browserOf, type Desktop } from '../../bin/connect/browser.ts';

describe('a browser', () => {
  test.each<[boolean, Desktop]>([
    [true, { platform: 'darwin', environment: {} }],
    [true, { platform: 'win32', environment: {} }],
    [true, { platform: 'linux', environment: { DISPLAY: ':0' } }],
    [true, { platform: 'freebsd', environment: { WAYLAND_DISPLAY: 'wayland-0' } }],
    [false, { platform: 'linux', environment: {} }],
    [false, { platform: 'linux', environment: { DISPLAY: '' } }],
    [
      false,
      { platform: 'linux', environment: { DISPLAY: 'localhost:10.0', SSH_CONNECTION: '192.0.2.1 1 192.0.2.2 22' } },
    ],
    [false, { platform: 'darwin', environment: { SSH_CONNECTION: '192.0.2.1 1 192.0.2.2 22' } }],
  ])('is there: %s, with %j', (isThere, desktop) => {
    expect(browserOf(desktop).isThere).toBe(isThere);
  });

  test('that is not installed is no error: the address is printed besides', async () => {
    const path = process.env['PATH'];
    process.env['PATH'] = '/nowhere';
    try {
      browserOf({ platform: 'linux', environment: {} }).open(new URL('http://127.0.0.1:9/'));
      await new Promise((resolve) => setTimeout(resolve, 50));
    } finally {
      process.env['PATH'] = path;
    }
  });
});

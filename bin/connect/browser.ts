import { spawn } from 'node:child_process';

/** The browser of the person at the terminal. */
export interface Browser {
  /** Whether one can be shown here: not on a server, nor in a session of ssh. */
  readonly isThere: boolean;
  /** Opens an address, if that works: it is printed besides. */
  open(url: URL): void;
}

/** What says where a browser could be shown. */
export interface Desktop {
  readonly platform: NodeJS.Platform;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** The programs that open an address, where there always is a display. */
const openers: Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>> = {
  darwin: ['open'],
  // The shell's `start` would take the & in an address for the end of a command.
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};

/**
 * The browser of a desktop.
 *
 * Other users of the machine can see the address while it is opened. All they could do with it is sign in themselves, with an
 * account that the person at the terminal then sees; what turns an answer into a token is in this process alone (PKCE).
 */
export const browserOf = ({ platform, environment }: Desktop): Browser => {
  const opener = openers[platform];
  const hasDisplay = opener !== undefined || Boolean(environment['DISPLAY'] || environment['WAYLAND_DISPLAY']);
  return {
    isThere: hasDisplay && !environment['SSH_CONNECTION'],
    open(url) {
      const [program, ...args] = opener ?? ['xdg-open'];
      const child = spawn(program, [...args, url.href], { stdio: 'ignore', detached: true });
      child.on('error', () => undefined);
      child.unref();
    },
  };
};

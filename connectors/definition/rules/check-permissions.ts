import type { Report } from '../../../config/schema/draft.ts';
import type { Definition } from '../definition.ts';

/** Checks that permissions that are needed have a reason, and that those with a reason are needed. */
export const checkPermissions = ({ permissions, lists, endpoints }: Definition, report: Report): void => {
  const used = new Set<string>();
  for (const [room, all] of Object.entries({ lists, endpoints })) {
    for (const [name, { permissions: needed }] of Object.entries(all)) {
      for (const [index, permission] of needed.entries()) {
        used.add(permission);
        if (!Object.hasOwn(permissions, permission))
          report(
            [room, name, 'permissions', index],
            'is no permission of this definition',
            'Add it under permissions:, and say why.',
          );
      }
    }
  }
  for (const name of Object.keys(permissions))
    if (!used.has(name))
      report(
        ['permissions', name],
        'is needed by no list and no endpoint',
        'Remove it, or name it where it is needed.',
        'key',
      );
};

import { ScimRefusal } from './scim-refusal.ts';
import { groupSchema, isObject, type Resource, userSchema } from './scim-schema.ts';

/** What a service makes of what it is given. */
export interface StoreRules {
  /** Whether it keeps externalIds. */
  readonly externalId: boolean;
  /** Whether it adds what services add: lower case of names and addresses, `primary`, `display`, `$ref`, another order. */
  readonly adds: boolean;
  /** Whether a user tells the groups that it is in, and a group its members. */
  readonly tells: { readonly groups: boolean; readonly members: boolean };
}

interface Kept {
  readonly kind: 'Users' | 'Groups';
  readonly resource: Resource;
  readonly version: number;
}

/** Users and groups of a service, in memory. */
export class ScimStore {
  readonly #kept = new Map<string, Kept>();
  readonly #rules: StoreRules;
  #made = 0;

  constructor(rules: StoreRules) {
    this.#rules = rules;
  }

  /** Makes a resource that was checked. */
  create(kind: Kept['kind'], given: Resource): string {
    const id = `${kind === 'Users' ? 'u' : 'g'}-${++this.#made}`;
    this.#write(id, kind, given, 1);
    return id;
  }

  /** @returns the new version */
  replace(id: string, given: Resource): void {
    const { kind, version } = this.#of(id);
    this.#write(id, kind, given, version + 1);
  }

  delete(kind: Kept['kind'], id: string): void {
    this.read(kind, id);
    this.#kept.delete(id);
    for (const [group, { kind: other, resource, version }] of this.#kept) {
      const members = resource['members'] as Resource[] | undefined;
      if (other !== 'Groups' || !members?.some(({ value }) => value === id)) continue;
      this.#kept.set(group, {
        kind: other,
        version,
        resource: { ...resource, members: members.filter(({ value }) => value !== id) },
      });
    }
  }

  /** As it is kept. */
  read(kind: Kept['kind'], id: string): Resource {
    const kept = this.#kept.get(id);
    if (kept?.kind !== kind) throw new ScimRefusal(404);
    return kept.resource;
  }

  /** As it is shown. */
  show(kind: Kept['kind'], id: string): Resource {
    const resource = structuredClone(this.read(kind, id));
    const { adds, tells } = this.#rules;
    if (!tells.members) delete resource['members'];
    if (adds) for (const value of Object.values(resource)) if (Array.isArray(value)) value.reverse();
    if (kind === 'Users' && tells.groups) resource['groups'] = this.#groupsOf(id);
    const meta = {
      resourceType: kind === 'Users' ? 'User' : 'Group',
      location: `/${kind}/${id}`,
      version: this.version(id),
    };
    return { ...resource, id, meta };
  }

  all(kind: Kept['kind']): readonly Resource[] {
    return this.ids(kind).map((id) => this.show(kind, id));
  }

  ids(kind: Kept['kind']): readonly string[] {
    return [...this.#kept].flatMap(([id, kept]) => (kept.kind === kind ? [id] : []));
  }

  version(id: string): string {
    return `W/"${this.#of(id).version}"`;
  }

  #of(id: string): Kept {
    const kept = this.#kept.get(id);
    if (!kept) throw new ScimRefusal(404);
    return kept;
  }

  #write(id: string, kind: Kept['kind'], given: Resource, version: number): void {
    const resource = structuredClone(given);
    if (!this.#rules.externalId) delete resource['externalId'];
    this.#checkUnique(id, kind, resource);
    if (kind === 'Users') this.#finish(resource);
    else this.#checkMembers(resource);
    this.#kept.set(id, { kind, resource, version });
  }

  #checkUnique(id: string, kind: Kept['kind'], resource: Resource): void {
    const name = kind === 'Users' ? 'userName' : 'displayName';
    if (typeof resource[name] !== 'string' || resource[name] === '') throw new ScimRefusal(400, 'invalidValue', name);
    for (const [other, kept] of this.#kept) {
      if (other === id || kept.kind !== kind) continue;
      const isNamed = String(kept.resource[name]).toLowerCase() === String(resource[name]).toLowerCase();
      const isKnown = resource['externalId'] !== undefined && kept.resource['externalId'] === resource['externalId'];
      if (isNamed || isKnown) throw new ScimRefusal(409, 'uniqueness');
    }
  }

  #finish(resource: Resource): void {
    resource['active'] ??= true;
    resource['schemas'] = [userSchema, ...Object.keys(resource).filter((name) => name.startsWith('urn:'))];
    for (const [name, value] of Object.entries(resource))
      if (Array.isArray(value) && value.length === 0) delete resource[name];
    if (this.#rules.adds) addOwn(resource);
  }

  #checkMembers(resource: Resource): void {
    resource['schemas'] = [groupSchema];
    const members = new Map<unknown, Resource>();
    for (const member of (resource['members'] as Resource[] | undefined) ?? []) {
      if (this.#kept.get(String(member['value']))?.kind !== 'Users')
        throw new ScimRefusal(400, 'invalidValue', 'no such member');
      members.set(member['value'], { ...member, $ref: `/Users/${member['value']}`, type: 'User' });
    }
    resource['members'] = [...members.values()];
  }

  #groupsOf(id: string): readonly object[] {
    return this.ids('Groups')
      .map((group) => ({ group, resource: this.read('Groups', group) }))
      .filter(({ resource }) => (resource['members'] as Resource[]).some(({ value }) => value === id))
      .map(({ group, resource }) => ({ value: group, display: resource['displayName'], type: 'direct' }));
  }
}

const addOwn = (resource: Resource): void => {
  resource['userName'] = String(resource['userName']).toLowerCase();
  for (const value of Object.values(resource)) {
    if (!Array.isArray(value) || !value.every(isObject) || value.length === 0) continue;
    const first = value.find(({ primary }) => primary === undefined);
    if (first && !value.some(({ primary }) => primary === true)) first['primary'] = true;
    for (const each of value) if (each['value'] !== undefined) each['display'] ??= each['value'];
  }
  for (const email of (resource['emails'] as Resource[] | undefined) ?? []) {
    if (typeof email['value'] === 'string') email['value'] = email['value'].toLowerCase();
  }
};

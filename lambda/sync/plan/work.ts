import type { FieldChange, Found } from '../destinations/running-destination.ts';

/** Somebody who is to have what the map says. */
export interface Delivery {
  readonly kind: 'create' | 'update';
  readonly key: string;
  /** Of the document, groups and all. */
  readonly hash: string;
  /** The document as text, without groups: of many, most wait. */
  readonly text: string;
  /** What is there now; `undefined` of who is not there. */
  readonly found: Found | undefined;
  /** What changes: of `update`, and without groups. */
  readonly fields: readonly FieldChange[];
  /** Whether it was there before, and becomes ours. */
  readonly adopts: boolean;
  /** Groups of the destination that it is to be in. */
  readonly groups: readonly string[];
  /** Those that it may be in by us: a process that died may have put it there, or not. */
  readonly groupsBefore: readonly string[];
  /** Of them, those that it is in. */
  readonly groupsSure: readonly string[];
}

/** Whether groups are as they are to be already. */
export const hasItsGroups = ({
  groups,
  groupsBefore,
  groupsSure,
}: Pick<Delivery, 'groups' | 'groupsBefore' | 'groupsSure'>): boolean =>
  groups.every((name) => groupsSure.includes(name)) && groupsBefore.every((name) => groups.includes(name));

/** Somebody who is to be gone. */
export interface Removal {
  readonly kind: 'disable' | 'delete';
  readonly key: string;
  readonly id: string;
  readonly groupsBefore: readonly string[];
}

/** What is to be done with one user. */
export type Work = Delivery | Removal;

/** Tells who is to be there from who is to be gone. */
export const isDelivery = (work: Work): work is Delivery => work.kind === 'create' || work.kind === 'update';

/** Whether nothing is to be sent for the user itself, but for its groups alone. */
export const isOfGroupsAlone = ({ kind, fields }: Delivery): boolean => kind === 'update' && fields.length === 0;

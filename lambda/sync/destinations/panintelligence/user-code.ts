/** A user code as the dashboard has it: what differs by case is one user. As it was written, it is the readable one. */
export const userCode = (key: string): string => key.toUpperCase();

export const NODE_OLDEST: string;
export const EXIT_ENVIRONMENT: 78;
export function isNewEnough(version: string): boolean;
export function refuse(message: string): void;

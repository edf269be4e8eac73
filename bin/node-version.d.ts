export const NODE_OLDEST: string;
export const EXIT_ENVIRONMENT: 78;
export function isNewEnough(version: string): boolean;
export function refuse(code: 'NODE_TOO_OLD' | 'CONFIG_INVALID', message: string): void;

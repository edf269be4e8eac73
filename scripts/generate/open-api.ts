import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {openApiDocument} from '../../src/http/api/open-api.ts';
import {planSchema} from './plan-schema.ts';

/** The document of the HTTP interface, as the server sends it. */
export function openApiText(): string {
  const {version} = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as {
    version: string;
  };
  return `${JSON.stringify(openApiDocument(planSchema(), version), null, 2)}\n`;
}

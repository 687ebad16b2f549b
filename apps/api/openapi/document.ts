import { z } from 'zod';
import { planView } from '../plans/plan-view.js';
import type { Route } from './routes.js';

type Json = Record<string, unknown>;

const problemSchema = {
  type: 'object',
  required: ['type', 'title', 'status', 'code'],
  properties: {
    type: { type: 'string', format: 'uri' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    action: { type: 'string', description: 'What to do about it.' },
    instance: { type: 'string' },
    code: { type: 'string' },
    params: { type: 'object' },
    errors: { type: 'array', items: { type: 'object' }, description: 'One entry for each field or row refused.' },
  },
};

const dryRunSchema = {
  type: 'object',
  required: ['isDryRun', 'plan'],
  properties: { isDryRun: { const: true }, plan: { $ref: '#/components/schemas/Plan' } },
};

/** The OpenAPI 3.1 document of the routes (JSON Schema 2020-12, as zod writes it). Pure. */
export function openApiDocument(routes: readonly Route[], version: string, url: string): Json {
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method]: operation(route) };
  }
  return {
    openapi: '3.1.0',
    jsonSchemaDialect: 'https://json-schema.org/draft/2020-12/schema',
    info: {
      title: 'Amie',
      version,
      description: 'What people ask for. Every refusal is a problem document (RFC 9457) in French or English.',
      license: { name: 'AGPL-3.0-or-later', identifier: 'AGPL-3.0-or-later' },
    },
    servers: [{ url }],
    security: [{ token: [] }],
    paths,
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      schemas: { Problem: problemSchema, Plan: jsonSchema(planView, 'output') },
      responses: {
        DryRun: {
          description: 'Answer to ?dryRun=true: what would change',
          content: { 'application/json': { schema: dryRunSchema } },
        },
        Problem: {
          description: 'Refused, and why',
          content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
        },
      },
    },
  };
}

function operation(route: Route): Json {
  const { words } = route;
  const tag = route.id.split('.')[0] ?? '';
  return {
    operationId: route.id.replace('.', '_'),
    summary: words?.summary ?? route.id,
    tags: [tag],
    ...(route.isOpen && { security: [] }),
    parameters: [...pathParameters(route), ...queryParameters(route), ...headerParameters(route)],
    ...bodyOf(route),
    responses: {
      ...(isWrite(route) && { 200: { $ref: '#/components/responses/DryRun' } }),
      [String(words?.status ?? 200)]: answerOf(route),
      default: { $ref: '#/components/responses/Problem' },
    },
  };
}

const isWrite = (route: Route): boolean => route.method !== 'get' && route.path.startsWith('/api/');

function pathParameters({ params }: Route): Json[] {
  return Object.entries(params).map(([name, schema]) => ({
    name,
    in: 'path',
    required: true,
    schema: schema ? jsonSchema(schema, 'input') : { type: 'string' },
  }));
}

function queryParameters(route: Route): Json[] {
  const schema = route.query ? jsonSchema(route.query, 'input') : {};
  const { properties = {}, required = [] } = schema as { properties?: Json; required?: string[] };
  const own = Object.entries(properties).map(([name, property]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema: property,
  }));
  const dryRun = {
    name: 'dryRun',
    in: 'query',
    schema: { type: 'boolean', default: false },
    description: 'Answer with the plan alone; nothing is changed.',
  };
  return isWrite(route) ? [...own, dryRun] : own;
}

function headerParameters(route: Route): Json[] {
  const header = (name: string, description: string, required = false): Json => ({
    name,
    in: 'header',
    required,
    schema: { type: 'string' },
    description,
  });
  const list = [header('Accept-Language', 'fr (default) or en.')];
  if (isWrite(route)) list.push(header('Idempotency-Key', 'The same key and request give the same answer, once.'));
  if (route.words?.needsVersion)
    list.push(header('If-Match', 'ETag of the version edited; 428 without, 412 if past.', true));
  if (route.words?.type === 'text/event-stream')
    list.push(header('Last-Event-ID', 'Number of the last event received.'));
  return list;
}

function bodyOf(route: Route): Json {
  const types = route.words?.bodyTypes;
  if (types) {
    const content = Object.fromEntries(types.map(type => [type, {}]));
    return { requestBody: { required: true, content } };
  }
  if (!route.body) return {};
  return {
    requestBody: { required: true, content: { 'application/json': { schema: jsonSchema(route.body, 'input') } } },
  };
}

function answerOf({ words }: Route): Json {
  const list = words?.list && z.object({ items: z.array(words.list), next: z.string().optional() });
  const schema = list ?? words?.answer;
  const type = words?.type ?? 'application/json';
  const header = (description: string): Json => ({ description, schema: { type: 'string' } });
  return {
    description: words?.summary ?? 'Done',
    headers: {
      ...(list && { Link: header('The next page (RFC 8288).') }),
      ...((words?.hasVersion || words?.needsVersion) && { ETag: header('Version, for If-Match.') }),
      ...(words?.status === 202 && { Location: header('The task to follow.') }),
    },
    content: { [type]: schema ? { schema: jsonSchema(schema, 'output') } : {} },
  };
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    reused: 'inline',
    override: ({ jsonSchema: made }) => {
      // An answer may gain fields later; a format says what its pattern says, shorter.
      if (io === 'output' && made.additionalProperties === false) delete made.additionalProperties;
      if (made.format !== undefined) delete made.pattern;
    },
  }) as Json;
  return rest;
}

import 'reflect-metadata';
import { RequestMethod } from '@nestjs/common';
import type { DiscoveryService, MetadataScanner } from '@nestjs/core';
import type { z } from 'zod';
import { type RouteWords, routeWords } from '../http/tells.js';
import { isOpenRoute } from '../http/token-guard.js';

/** One route as its controller declares it: the source of the OpenAPI document and of the tests over every route. */
export interface Route {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** `/api/v1/members/:member`. */
  readonly path: string;
  /** `createMember`-like, unique. */
  readonly id: string;
  readonly words: RouteWords | undefined;
  readonly isOpen: boolean;
  readonly body?: z.ZodType;
  readonly query?: z.ZodType;
  readonly params: Readonly<Record<string, z.ZodType | undefined>>;
}

// Names under which Nest keeps what its decorators say.
const metadata = { path: 'path', method: 'method', args: '__routeArguments__' } as const;
const kinds = { body: '3', query: '4', param: '5' } as const;

/** Every route of every controller. */
export function listRoutes(discovery: DiscoveryService, scanner: MetadataScanner): Route[] {
  return discovery.getControllers().flatMap(({ instance, metatype }) => {
    if (!instance || !metatype) return [];
    const prototype = Object.getPrototypeOf(instance) as object;
    return scanner
      .getAllMethodNames(prototype)
      .flatMap(name => routeOf(metatype as Controller, prototype as Record<string, Method>, name) ?? []);
  });
}

type Method = (...args: never[]) => unknown;
type Controller = new (...args: never[]) => unknown;
interface Argument {
  readonly data?: string;
  readonly schema?: z.ZodType;
}

function routeOf(controller: Controller, prototype: Record<string, Method>, name: string): Route | undefined {
  const handler = prototype[name];
  const method = handler && (Reflect.getMetadata(metadata.method, handler) as RequestMethod | undefined);
  if (!handler || method === undefined) return undefined;
  const args = Object.entries((Reflect.getMetadata(metadata.args, controller, name) ?? {}) as Record<string, Argument>);
  const of = (kind: string): Argument[] => args.filter(([key]) => key.startsWith(`${kind}:`)).map(([, value]) => value);
  const base = String(Reflect.getMetadata(metadata.path, controller) ?? '');
  const path = join(base, String(Reflect.getMetadata(metadata.path, handler) ?? ''));
  const declared = of(kinds.param).map(({ data, schema }) => [data ?? '', schema] as const);
  const named = [...path.matchAll(/:(\w+)/g)].map(match => [match[1] ?? '', undefined] as const);
  return {
    method: RequestMethod[method].toLowerCase() as Route['method'],
    path,
    id: `${controller.name.replace(/Controller$/, '')}.${name}`,
    words: Reflect.getMetadata(routeWords, handler) as RouteWords | undefined,
    isOpen: isOpenRoute(handler, controller),
    body: of(kinds.body).find(argument => argument.schema)?.schema,
    query: of(kinds.query).find(argument => argument.schema)?.schema,
    params: Object.fromEntries([...named, ...declared]),
  };
}

function join(...parts: readonly string[]): string {
  return `/${parts
    .flatMap(part => part.split('/'))
    .filter(Boolean)
    .join('/')}`;
}

import { SetMetadata } from '@nestjs/common';
import type { z } from 'zod';

/** What the OpenAPI document says of a route beside its path, parameters and body. */
export interface RouteWords {
  readonly summary: string;
  /** 200 unless said. */
  readonly status?: number;
  readonly answer?: z.ZodType;
  /** Element of a paged list. */
  readonly list?: z.ZodType;
  /** The answer carries an ETag. */
  readonly hasVersion?: boolean;
  /** If-Match is required. */
  readonly needsVersion?: boolean;
  /** Content type of the answer, `application/json` unless said. */
  readonly type?: string;
  /** Content types of a body that is no JSON. */
  readonly bodyTypes?: readonly string[];
}

export const routeWords = Symbol('route words');

export const Tells = (words: RouteWords): MethodDecorator => SetMetadata(routeWords, words);

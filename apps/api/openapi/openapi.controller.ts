import type { Config } from '@amie/config';
import { Controller, Get, Inject } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { CONFIG } from '../http/config.js';
import { Tells } from '../http/tells.js';
import { listRoutes } from './routes.js';

@Controller()
export class OpenApiController {
  private document: Promise<object> | undefined;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
  ) {}

  /** Built by the first who asks: most processes never need it in memory. */
  @Get('openapi.json')
  @Tells({ summary: 'This document' })
  find(): Promise<object> {
    this.document ??= this.build();
    return this.document;
  }

  private async build(): Promise<object> {
    const { openApiDocument } = await import('./document.js');
    return openApiDocument(listRoutes(this.discovery, this.scanner), '1.0.0', this.config.publicUrl);
  }
}
